/// What every write needs beside its module's rows. Belongs to one run of one `write` body; nothing in it can await, and the body may run twice.
public protocol TransactionContext: AnyObject {
  var tenant: TenantID { get }
  /// Who acts: goes into `updated_by`, events and audit. nil for the system.
  var actor: UserID? { get }
  /// The moment of the change, the same for all rows of the transaction.
  var now: Timestamp { get }
  func newID<Entity>() -> ID<Entity>
  /// Appends the event to the outbox; it is published when and only when the transaction commits.
  func emit<Event: DomainEvent>(_ event: Event) throws
  /// Appends to the tenant's audit log.
  func audit(_ entry: AuditEntry) throws
  /// Runs `body` once per claim: a repeated request gets the stored result, another request under the same key throws `invalid` (`idempotency_key_reused`).
  /// Without a claim `body` just runs.
  func once<Result: Codable & Sendable>(_ claim: IdempotencyClaim?, _ body: () throws -> Result) throws -> Result
}

/// A client's `Idempotency-Key` with what it may be used for: once per user, route and content.
public struct IdempotencyClaim: Sendable, Hashable {
  /// The key as the client sent it, without quotes.
  public let key: String
  /// User and route.
  public let scope: String
  /// SHA-256 of the request in lower-case hexadecimal digits.
  public let fingerprint: String

  public init(key: String, scope: String, fingerprint: String) {
    self.key = key
    self.scope = scope
    self.fingerprint = fingerprint
  }
}

/// One line of the audit log: who did what to which thing.
public struct AuditEntry: Sendable {
  /// `<noun>.<verb>`: `session.revoke`, `role.grant`.
  public let action: String
  /// `<noun>:<id>` of the thing.
  public let target: String
  /// Why, where the actor gave a reason.
  public let reason: String?
  /// What names a person or their device. The chain keeps a salted commitment of it alone, so that it can be erased.
  public let personal: String?

  /// Empty texts count as missing ones.
  public init(action: String, target: String, reason: String? = nil, personal: String? = nil) {
    self.action = action
    self.target = target
    self.reason = reason?.isEmpty == true ? nil : reason
    self.personal = personal?.isEmpty == true ? nil : personal
  }
}

/// The request that is being served, for logs, events and problems; carried by the task.
public struct Correlation: Sendable {
  @TaskLocal public static var current = Correlation(requestID: "-", traceparent: nil)

  public let requestID: String
  /// W3C trace context of this request: `00-<trace id>-<span id>-<flags>`.
  public let traceparent: String?

  public init(requestID: String, traceparent: String?) {
    self.requestID = requestID
    self.traceparent = traceparent
  }

  public var traceID: String? {
    traceparent.map { String($0.dropFirst(3).prefix(32)) }
  }
}
