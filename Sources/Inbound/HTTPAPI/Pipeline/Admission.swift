package import ForumKernel
import HTTPTypes
import NIOCore

/// Decides who a request is from and whether it may go on.
package struct Admission: Sendable {
  private let services: HTTPServices
  let addresses: ClientAddress
  private let limiter: RateLimiter?

  /// Throws for a setting that can't be used.
  package init(_ services: HTTPServices, _ settings: HTTPSettings) throws {
    self.services = services
    addresses = try ClientAddress(trustedProxies: settings.trustedProxies)
    limiter = settings.rates.map { RateLimiter($0, cache: services.cache, clock: services.clock, logger: services.logger) }
  }

  /// The principal, after its permission and rate limit; and the client's address. A bad token counts against the address, so that guessing is slow.
  func admit(_ head: HTTPRequest, _ peer: SocketAddress?, _ route: Route, _ record: inout RequestRecord) async throws -> (Principal, String?) {
    let address = addresses.address(peer: peer, head.headerFields)
    let tenant = try await tenant(of: head)
    let authorization = head.headerFields[.authorization]
    do {
      return (try await admit(authorization, tenant, address, route.rate, needs: route.permission, &record), address)
    } catch let error as AppError
      where error.slug == "session_revoked" && route.endsSession && head.headerFields.contains(.idempotencyKey)
    {
      // It was counted as one with a bad token.
      let token = authorization?.split(separator: " ", maxSplits: 1).last ?? ""
      return (try await services.endedSession(String(token), tenant), address)
    }
  }

  /// The same for a call that comes by another protocol, of the tenant of this name; nil: the one of calls that name none.
  package func admit(
    _ authorization: String?, tenant name: String?, address: String?, _ rate: RateClass, needs permission: Permission?
  ) async throws -> Principal {
    var record = RequestRecord()
    return try await admit(authorization, try await services.tenant(name, ""), address, rate, needs: permission, &record)
  }

  /// Whom `authorization` names in the tenant of this name. Throws `unauthenticated`.
  package func principal(_ authorization: String?, tenant name: String?) async throws -> Principal {
    try await principal(authorization, try await services.tenant(name, ""))
  }

  private func admit(
    _ authorization: String?, _ tenant: TenantID, _ address: String?, _ rate: RateClass, needs permission: Permission?, _ record: inout RequestRecord
  ) async throws -> Principal {
    let principal: Principal
    do {
      principal = try await self.principal(authorization, tenant)
    } catch {
      try await count(.auth, tenant, nil, address, &record)
      throw error
    }
    record.user = principal.userID
    try await count(rate, tenant, principal.userID, address, &record)
    if let permission { try principal.require(permission) }
    return principal
  }

  private func tenant(of head: HTTPRequest) async throws -> TenantID {
    try await services.tenant(head.headerFields[.xTenant], Self.host(head.authority))
  }

  /// Throws `notFound` when the tenant has nothing of a name in the path that the caller may read. Asked before somebody is told that they may not do something: what is not
  /// there, or is another tenant's, is the same to everybody.
  func requireKnown(_ names: some Sequence<(String, Substring)>, _ head: HTTPRequest) async throws {
    let scope = try await principal(head.headerFields[.authorization], try await tenant(of: head)).readScope
    for (name, value) in names where try await !services.isKnown(name, String(value), scope) {
      throw AppError.notFound(name.hasSuffix("_id") ? String(name.dropLast(3)) : name)
    }
  }

  /// Whom `Authorization` names; the visitor without it. Throws `unauthenticated`.
  func principal(_ authorization: String?, _ tenant: TenantID) async throws -> Principal {
    guard let field = authorization else { return try await services.guest(tenant) }
    let parts = field.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw AppError(.unauthenticated, "unknown_authorization", "Authorization must be: Bearer and an access token.")
    }
    return try await services.authenticate(String(parts[1]), tenant)
  }

  /// The same on a connection that was admitted before, while its tenant serves.
  func viewer(_ authorization: String?, _ tenant: TenantID) async throws -> Principal {
    try services.requireServing(tenant)
    return try await principal(authorization, tenant)
  }

  /// Counts a message on a connection that was admitted before as one read. Throws `tooMany`.
  func countMessage(of principal: Principal, _ address: String?) async throws {
    var record = RequestRecord()
    try await count(.read, principal.tenant, principal.userID, address, &record)
  }

  private func count(_ rate: RateClass, _ tenant: TenantID, _ user: UserID?, _ address: String?, _ record: inout RequestRecord) async throws {
    guard let limiter else { return }
    let client = user.map { "user:\($0)" } ?? "address:\(address.map(ClientAddress.rateKey) ?? "local")"
    guard let decision = await limiter.take(rate, tenant: tenant, client: client) else { return }
    record.rate = decision
    guard decision.isAllowed else {
      throw AppError(
        .tooMany, "rate_limited", "Too many requests; the limit is \(decision.policy.capacity) in \(decision.policy.windowSeconds) seconds.",
        retryAfterSeconds: decision.retryAfterSeconds)
    }
  }

  /// Without the port.
  private static func host(_ authority: String?) -> String {
    guard let authority else { return "" }
    if authority.hasPrefix("[") { return String(authority.prefix { $0 != "]" }.dropFirst()) }
    return String(authority.prefix { $0 != ":" })
  }
}

extension HTTPField.Name {
  static let xTenant = HTTPField.Name("X-Tenant")!
}
