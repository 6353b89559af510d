public import ForumKernel

/// Where it is kept when each job is due, who runs it, and what came of it. One store serves all nodes; `now` is the caller's.
public protocol JobStore: Sendable {
  /// By name.
  func jobs() async throws -> [JobRecord]
  /// Makes the job known, or gives it another schedule. One that is known with this schedule keeps its time.
  func register(_ name: String, schedule: String, dueAt: Timestamp?) async throws
  /// True when `holder` has the job now: nobody ran it, and it was due at `dueBy` (nil: whenever). Of several nodes one gets it.
  func claim(_ name: String, holder: String, until end: Timestamp, dueBy: Timestamp?, now: Timestamp) async throws -> Bool
  /// False when the job is not the holder's any more.
  func renew(_ name: String, holder: String, until end: Timestamp) async throws -> Bool
  /// Notes what came of the holder's run and when the next one is due. Nothing happens when the job is another's by now.
  func finish(_ name: String, holder: String, _ outcome: JobRecord.Outcome, _ message: String, dueAt: Timestamp?, now: Timestamp) async throws
  /// The job is due at `time`, if it was not to be before; also while somebody runs it.
  func pull(_ name: String, to time: Timestamp) async throws
  /// Changes when the job is due; false when somebody runs it.
  func reschedule(_ name: String, dueAt: Timestamp?, now: Timestamp) async throws -> Bool
}
