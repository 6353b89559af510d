public import ForumKernel
public import Logging

/// What the HTTP edge needs from the rest of the program; the composition root fills it in.
public struct HTTPServices: Sendable {
  /// The tenant of a request by what `X-Tenant` says and, without that, the host name. Throws `notFound` (`tenant_not_found`).
  public var tenant: @Sendable (_ name: String?, _ host: String) async throws -> TenantID
  /// Whose access token this is. Throws `unauthenticated`.
  public var authenticate: @Sendable (_ bearerToken: String, _ tenant: TenantID) async throws -> Principal
  /// Who had the session of this access token, which has ended: somebody who may do nothing. Throws `unauthenticated` for what is no token of the tenant.
  public var endedSession: @Sendable (_ bearerToken: String, _ tenant: TenantID) async throws -> Principal = { _, _ in
    throw AppError(.unauthenticated, "token_invalid", "This access token is not valid here.")
  }
  /// The visitor who is not signed in.
  public var guest: @Sendable (TenantID) async throws -> Principal
  /// Throws while the tenant does not serve: `forbidden` (`tenant_suspended`), `notFound`. For connections that were admitted before.
  public var requireServing: @Sendable (TenantID) throws -> Void = { _ in }
  /// Whether the tenant has what a parameter of a path names, as far as its members can see it: `thread_id` and its id, `handle` and a handle.
  public var isKnown: @Sendable (_ parameter: String, _ value: String, ReadScope) async throws -> Bool = { _, _, _ in true }
  /// Holds the buckets of the rate limits.
  public var cache: any Cache
  public var cursors: CursorSigner
  public var clock: any WallClock
  public var ids: IDGenerator
  public var logger: Logger
  /// Keeps encoded answers; nil where changes could be made that this process does not learn of in time.
  public var answers: AnswerCache?
  /// Whether what this user reads may differ from what everybody reads, so that kept answers are not for them.
  public var readsOwnAnswers: @Sendable (UserID) -> Bool = { _ in false }
  /// A problem as a page, for browsers that asked for one; nil: everybody gets JSON.
  public var problemPage: (@Sendable (Problem) -> PageReply)?
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
    guest: @escaping @Sendable (TenantID) async throws -> Principal, cache: any Cache, cursors: CursorSigner, clock: any WallClock, ids: IDGenerator,
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

  package init(method: String, route: String, status: Int, duration: Duration, bytes: Int = 0) {
    self.method = method
    self.route = route
    self.status = status
    self.duration = duration
    self.bytes = bytes
  }

  package var milliseconds: Int64 { duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000 }
}
