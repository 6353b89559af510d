/// Tags the ids of sagas.
public enum Saga {}
public typealias SagaID = ID<Saga>

/// Work of several steps, each of which can be undone: where it stands, as it is kept between two steps.
public struct SagaRecord: Sendable {
  public enum State: String, Sendable, CaseIterable {
    case running
    case done
    /// All that was done has been undone.
    case undone
    /// A step can be neither done nor undone: somebody has to look, and to ask for another try.
    case stuck

    public var isOver: Bool { self == .done || self == .undone }
  }

  public let id: SagaID
  /// In whose name it runs: its audit log tells how it ended.
  public let tenant: TenantID
  /// Names the definition: `tenant.provision`.
  public let kind: String
  /// `<noun>:<id>` of what it works on.
  public let subject: String
  public var state: State
  /// It goes back: `step` is the next to undo, and not the next to do.
  public var isUndoing: Bool
  /// From 0.
  public var step: Int
  /// Failures of this step so far.
  public var attempts: Int
  /// Why the step failed the last time; nil when it did not.
  public var problem: String?
  /// What the steps need; emptied at the end.
  public var data: [String: String]
  /// Nobody takes it before.
  public var nextAt: Timestamp
  public let createdAt: Timestamp
  public var updatedAt: Timestamp
  /// Raised by every change.
  public var version: Int64

  public init(
    id: SagaID, tenant: TenantID, kind: String, subject: String, state: State, isUndoing: Bool, step: Int, attempts: Int, problem: String?,
    data: [String: String], nextAt: Timestamp, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
  ) {
    self.id = id
    self.tenant = tenant
    self.kind = kind
    self.subject = subject
    self.state = state
    self.isUndoing = isUndoing
    self.step = step
    self.attempts = attempts
    self.problem = problem
    self.data = data
    self.nextAt = nextAt
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.version = version
  }
}

/// A transaction in which a saga can begin: it is there when and only when the rest of the transaction is.
public protocol SagaBeginning: TransactionContext {
  /// Begins at the first step, due at once. `subject`: `<noun>:<id>` of what it works on; `data`: what its steps need.
  @discardableResult func begin(_ kind: String, subject: String, data: [String: String]) throws -> SagaID
}

/// Where sagas are kept.
public protocol SagaStore: Sendable {
  /// Takes a saga that is due and lets nobody else have it for `lease`; nil when none is due.
  func claimSaga(for lease: @escaping @Sendable (SagaRecord) -> Duration) async throws -> SagaRecord?
  /// Keeps what became of a claimed saga, with a line in the audit log when it has ended or is stuck. False when somebody else has it by now.
  func save(_ saga: SagaRecord) async throws -> Bool
  /// Makes all sagas due that are neither over nor stuck: who had claimed them is gone.
  func releaseSagas() async throws
  /// Newest first, those of every tenant.
  func sagas(_ page: PageRequest) async throws -> Page<SagaRecord>
  /// Gives a stuck saga new tries; false when there is no stuck one of that id.
  func retrySaga(_ id: SagaID, by actor: UserID?) async throws -> Bool
}
