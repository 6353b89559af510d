public import ForumKernel
public import Logging

/// What the HTTP edge needs from the rest of the program; the composition root fills it in.
public struct HTTPServices: Sendable {
  /// The tenant of a request by what `X-Tenant` says and, without that, the host name. Throws `notFound` (`tenant_not_found`).
  public var tenant: @Sendable (_ name: String?, _ host: String) async throws -> TenantID
  /// Whose access token this is. Throws `unauthenticated`.
  public var authenticate: @Sendable (_ bearerToken: String, _ tenant: TenantID) async throws -> Principal
  /// The visitor who is not signed in.
  public var guest: @Sendable (TenantID) -> Principal
  /// Holds the buckets of the rate limits.
  public var cache: any Cache
  public var cursors: CursorSigner
  public var clock: any WallClock
  public var ids: IDGenerator
  public var logger: Logger
  /// Keeps encoded answers; nil where changes could be made that this process does not learn of in time.
  public var answers: AnswerCache?
  /// Called once per answered request.
  public var measure: @Sendable (RequestMeasurement) -> Void = { _ in }
  /// Why the server can't serve now; empty when it can.
  public var reasonsNotReady: @Sendable () async -> [String] = { [] }
  /// The text of `/metrics` in Prometheus' format.
  public var metrics: @Sendable () async -> String = { "" }
  /// The keys of `/.well-known/jwks.json` as JSON.
  public var keySet: @Sendable () async throws -> [UInt8] = { Array(#"{"keys":[]}"#.utf8) }

  public init(
    tenant: @escaping @Sendable (_ name: String?, _ host: String) async throws -> TenantID,
    authenticate: @escaping @Sendable (_ bearerToken: String, _ tenant: TenantID) async throws -> Principal,
    guest: @escaping @Sendable (TenantID) -> Principal, cache: any Cache, cursors: CursorSigner, clock: any WallClock, ids: IDGenerator,
    logger: Logger
  ) {
    self.tenant = tenant
    self.authenticate = authenticate
    self.guest = guest
    self.cache = cache
    self.cursors = cursors
    self.clock = clock
    self.ids = ids
    self.logger = logger
  }
}

/// One answered request, for metrics.
public struct RequestMeasurement: Sendable {
  public let method: String
  /// The path's template, or `unknown`: few values, whatever clients send.
  public let route: String
  public let status: Int
  public let duration: Duration
  /// The bytes of the body; 0 for streams.
  public let bytes: Int
}
