import SQLStore
import Synchronization

/// What is known of one standby, for metrics and for people.
public struct PostgresReplicaState: Sendable, Equatable {
  /// Where it is.
  public let endpoint: String
  /// How old its data is; nil while that is unknown.
  public let lag: Duration?
  /// Why it is left out; nil while it answers reads.
  public let problem: String?
  /// Reads that it answered.
  public let reads: Int
}

/// One standby: connections for reads, and one that asks how far it is.
final class Replica: Sendable {
  private struct State {
    var position: LogProgress.Position?
    var problem: String? = "was not asked yet"
  }

  let host: PostgresHost
  let pool: LanePool
  private let watch: LanePool
  private let hanging: HangGuard
  private let state = Mutex(State())
  private let reads = Atomic(0)

  init(_ host: PostgresHost, _ settings: PostgresDriverSettings) {
    var settings = settings
    settings.host = host
    settings.commitsInOrder = false
    self.host = host
    hanging = HangGuard(settings)
    pool = LanePool("postgres.replica", lanes: settings.readers, settings, hanging)
    watch = LanePool("postgres.watch", lanes: 1, settings, hanging)
  }

  /// How far it has come; nil while it can't be used.
  var position: LogProgress.Position? { state.withLock { $0.problem == nil ? $0.position : nil } }
  var problem: String? { state.withLock { $0.problem } }
  var readCount: Int { reads.load(ordering: .relaxed) }

  func countRead() { reads.wrappingAdd(1, ordering: .relaxed) }

  /// Left out until it is asked again.
  func leaveOut(_ problem: String) { state.withLock { $0.problem = problem } }

  /// Asks it how far it is.
  func ask(_ patience: Duration) async {
    do {
      let answer = try await watch.run(fresh: false) { connection in
        try connection.transaction(.read, nil, patience) { connection in
          var answer: (isStandby: Bool, position: Int64?) = (false, nil)
          try connection.query("SELECT pg_is_in_recovery(), CAST(pg_last_wal_replay_lsn() - '0/0' AS BIGINT)", []) {
            answer = ($0.integer(0) == 1, $0.isNull(1) ? nil : $0.integer(1))
          }
          return answer
        }
      }
      state.withLock { state in
        state.position = answer.position
        // What was promoted has a history of its own.
        state.problem = answer.isStandby && answer.position != nil ? nil : "is no standby"
      }
    } catch {
      leaveOut("can't be reached")
    }
  }

  func close() async {
    hanging.close()
    await watch.close()
    await pool.close()
  }
}
