import ForumKernel
import HTTPTypes
import NIOCore

/// Decides who a request is from and whether it may go on.
struct Admission: Sendable {
  private let services: HTTPServices
  private let addresses: ClientAddress
  private let limiter: RateLimiter?

  init(_ services: HTTPServices, _ settings: HTTPSettings) throws {
    self.services = services
    addresses = try ClientAddress(trustedProxies: settings.trustedProxies)
    limiter = settings.rates.map { RateLimiter($0, cache: services.cache, clock: services.clock, logger: services.logger) }
  }

  /// The principal, after its permission and rate limit; and the client's address. A bad token counts against the address, so that guessing is slow.
  func admit(_ head: HTTPRequest, _ peer: SocketAddress?, _ route: Route, _ record: inout RequestRecord) async throws -> (Principal, String?) {
    let address = addresses.address(peer: peer, head.headerFields)
    let tenant = try await services.tenant(head.headerFields[.xTenant], Self.host(head.authority))
    let principal: Principal
    do {
      principal = try await self.principal(head.headerFields[.authorization], tenant)
    } catch {
      try await count(.auth, tenant, nil, address, &record)
      throw error
    }
    record.user = principal.userID
    try await count(route.rate, tenant, principal.userID, address, &record)
    if let permission = route.permission { try principal.require(permission) }
    return (principal, address)
  }

  /// Whom `Authorization` names; the visitor without it. Throws `unauthenticated`.
  func principal(_ authorization: String?, _ tenant: TenantID) async throws -> Principal {
    guard let field = authorization else { return services.guest(tenant) }
    let parts = field.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw AppError(.unauthenticated, "unknown_authorization", "Authorization must be: Bearer and an access token.")
    }
    return try await services.authenticate(String(parts[1]), tenant)
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
