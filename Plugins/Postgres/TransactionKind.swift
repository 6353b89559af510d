import ForumWiring
import SQLStore
import Synchronization

/// How a transaction is begun.
enum TransactionKind: Sendable {
  case write
  /// One snapshot for all statements.
  case read
  /// Each statement sees what others committed, so that waiting for the lock is enough.
  case migration

  /// Shows the rows of `scope`, and ends what takes longer than `budget`, in this transaction alone: a pooler may give the session to somebody else
  /// afterwards.
  func opening(_ scope: TenantScope?, _ budget: Duration) -> String {
    let mode =
      switch self {
      case .write: "SERIALIZABLE"
      case .read: "REPEATABLE READ READ ONLY"
      case .migration: "READ COMMITTED"
      }
    let limit = max(1, budget.milliseconds)
    return """
      BEGIN ISOLATION LEVEL \(mode); SET LOCAL statement_timeout = \(limit); \
      SET LOCAL idle_in_transaction_session_timeout = \(limit + 1000)\
      \(scope.map { "; SET LOCAL \(RowSecurity.setting) = '\($0.mark)'" } ?? "")
      """
  }
}

/// Why a transaction did not come about, and what can be done.
struct AbortedTransaction: Error {
  let remedy: PostgresFailure.Remedy
  /// For the caller, when nothing is done.
  let error: any Error

  init(_ remedy: PostgresFailure.Remedy, _ error: any Error) {
    self.remedy = remedy
    self.error = error
  }
}

/// Lets one commit at a time through, with what is told after it.
final class CommitOrder: Sendable {
  private let turn = Mutex<Void>(())

  func run(_ commit: () throws -> Void) rethrows { try turn.withLock { _ in try commit() } }
}

/// How often one call is tried, and with which pauses: a value.
struct TransactionAttempts {
  /// What comes next: after the pause, over a new connection or over any.
  struct Next: Equatable {
    let pause: Duration
    let isFresh: Bool
  }

  private static let pauseMax = 100_000
  private static let looksMax = 3
  private let conflictsMax: Int
  private var conflicts = 0
  private var reconnects = 0
  private var looks = 0

  init(conflictsMax: Int) { self.conflictsMax = conflictsMax }

  /// Nil when it is enough. `random` picks from a range of microseconds.
  mutating func next(
    after remedy: PostgresFailure.Remedy, random: (ClosedRange<Int>) -> Int = { Int.random(in: $0) }
  ) -> Next? {
    switch remedy {
    case .giveUp: return nil
    case .reconnect:
      reconnects += 1
      return reconnects == 1 ? Next(pause: .zero, isFresh: true) : nil
    case .runAgain, .lookAgain:
      conflicts += 1
      if remedy == .lookAgain { looks += 1 }
      guard conflicts <= conflictsMax, looks <= Self.looksMax else { return nil }
      return Next(pause: .microseconds(random(0...min(500 << min(conflicts, 10), Self.pauseMax))), isFresh: false)
    }
  }
}
