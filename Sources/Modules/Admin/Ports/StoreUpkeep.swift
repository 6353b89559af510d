public import ForumKernel

/// What a store needs done from time to time. All of it goes in small transactions, between which it notices that its task was cancelled.
public protocol StoreUpkeep: Sendable {
  /// Forgets what is past its time: events older than `age` or beyond the newest `count`, idempotency keys, drafts, and sessions that ended long ago.
  func sweep(eventsOlderThan age: Duration, beyond count: Int64) async throws -> SweepReport
  /// Forgets the reading marks that say nothing since `idle`: of readers who are gone, of threads that were deleted before, and of threads in which all
  /// counts as read without them.
  func sweepReadingMarks(idleFor idle: Duration) async throws -> ReadingMarkReport
  /// Compares every counter with the rows that it counts, and mends those that differ.
  func recount() async throws -> RecountReport
}

/// How many rows a sweep took.
public struct SweepReport: Sendable, Equatable {
  public let events: Int
  public let idempotencyKeys: Int
  public let sessions: Int

  public init(events: Int, idempotencyKeys: Int, sessions: Int) {
    self.events = events
    self.idempotencyKeys = idempotencyKeys
    self.sessions = sessions
  }

  /// A line for people.
  public var message: String { "took \(events) events, \(idempotencyKeys) idempotency keys and \(sessions) sessions" }
}

/// How many reading marks a sweep looked at and took.
public struct ReadingMarkReport: Sendable, Equatable {
  public let checked: Int
  public let taken: Int

  public init(checked: Int, taken: Int) {
    self.checked = checked
    self.taken = taken
  }

  /// A line for people.
  public var message: String { "took \(taken) of \(checked) reading marks" }
}

/// What a recount found.
public struct RecountReport: Sendable, Equatable {
  /// Rows whose counters were compared.
  public let checked: Int64
  /// The counters that differed, each mended.
  public let drifts: [CounterDrift]

  public init(checked: Int64, drifts: [CounterDrift]) {
    self.checked = checked
    self.drifts = drifts
  }

  /// A line for people, with the first of what was found.
  public var message: String {
    guard !drifts.isEmpty else { return "compared the counters of \(checked) rows: all are right" }
    let listed = drifts.prefix(5).map { "\($0.counter) of \($0.id) was \($0.stored), is \($0.counted)" }.joined(separator: "; ")
    return "mended \(drifts.count) counters of \(checked) rows: \(listed)" + (drifts.count > 5 ? "; …" : "")
  }
}

/// A counter that did not say what the rows say.
public struct CounterDrift: Sendable, Equatable {
  /// `posts.comment_count`.
  public let counter: String
  /// Of the row with the counter.
  public let id: RawID
  public let stored: String
  public let counted: String

  public init(counter: String, id: RawID, stored: String, counted: String) {
    self.counter = counter
    self.id = id
    self.stored = stored
    self.counted = counted
  }
}

/// Counters of the tenant were mended: answers that were kept with the old ones are wrong.
public struct CountersMended: DomainEvent {
  public static let type = "admin.counters.mended"
  public static let aggregate = "tenant"
  public let tenantID: TenantID
  public let count: Int
  public var aggregateID: RawID { tenantID.raw }

  public init(tenantID: TenantID, count: Int) {
    self.tenantID = tenantID
    self.count = count
  }

  enum CodingKeys: String, CodingKey {
    case count
    case tenantID = "tenant_id"
  }
}
