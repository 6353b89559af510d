import ForumKernel
import ForumWiring
import Logging
import SQLStore
import Synchronization

/// The standbys, which of them a read may go to, and who watches how far they are.
final class ReplicaSet: Sendable {
  private static let logger = Logger(label: "store.postgres")
  private static let pause = Duration.milliseconds(50)
  private static let patience = Duration.seconds(2)

  private struct State {
    var progress: LogProgress
    var marks: CommitMarks
    var turn = 0
    var watching: Task<Void, Never>?
    var wasUsable: [Bool]
    var hasLooked = false
  }

  private let replicas: [Replica]
  private let primary: LanePool
  private let lagMax: Duration
  private let state: Mutex<State>

  /// nil without replicas. `hanging`: that of the primary.
  init?(_ settings: PostgresDriverSettings, _ hanging: HangGuard) {
    replicas = settings.replicas.compactMap(PostgresHost.init).map { Replica($0, settings) }
    guard !replicas.isEmpty else { return nil }
    lagMax = settings.replicaLagMax
    primary = LanePool("postgres.watch", lanes: 1, settings, hanging)
    // Data that is not older than the limit has every mark that is older than it.
    let marks = CommitMarks(kept: settings.replicaLagMax + Self.patience, .now)
    state = Mutex(State(progress: LogProgress(kept: settings.replicaLagMax), marks: marks, wasUsable: replicas.map { _ in false }))
    let task = Task { [weak self] in
      while !Task.isCancelled, let self {
        await self.look()
        try? await Task.sleep(for: Self.pause)
      }
    }
    state.withLock { $0.watching = task }
  }

  /// Those that answer reads: what watches is never idle for long.
  var pools: [LanePool] { replicas.map(\.pool) }

  /// One that has all that the caller wrote, and of the rest nearly all; nil when the read must go to the primary.
  func replica(for caller: RequestCaller?) -> Replica? {
    guard let caller, caller.onlyReads else { return nil }
    let now = ContinuousClock.now
    return state.withLock { state in
      let needed = state.marks.needed(by: caller, now)
      state.turn = (state.turn + 1) % replicas.count
      for offset in replicas.indices {
        let replica = replicas[(state.turn + offset) % replicas.count]
        guard let position = replica.position, position >= needed, isFresh(position, state.progress, now) else { continue }
        return replica
      }
      return nil
    }
  }

  /// The caller's write is in the log up to there; nil when nobody could say.
  func wrote(_ position: LogProgress.Position?, _ caller: RequestCaller) {
    state.withLock { $0.marks.note(position ?? .max, by: caller, .now) }
  }

  /// Waits until each was asked once, for some seconds at most.
  func states() async -> [PostgresReplicaState] {
    let end = ContinuousClock.now + Self.patience * 2
    while !state.withLock({ $0.hasLooked }), ContinuousClock.now < end { try? await Task.sleep(for: Self.pause) }
    return known
  }

  private var known: [PostgresReplicaState] {
    let now = ContinuousClock.now
    return state.withLock { state in
      replicas.map { replica in
        let lag = replica.position.flatMap { state.progress.age(of: $0, now) }
        var problem = replica.problem
        if problem == nil, lag.map({ $0 > lagMax }) ?? true { problem = "is more than \(lagMax.milliseconds) ms behind" }
        return PostgresReplicaState(endpoint: "\(replica.host)", lag: lag, problem: problem, reads: replica.readCount)
      }
    }
  }

  func close() async {
    let watching = state.withLock { $0.watching }
    watching?.cancel()
    await watching?.value
    await primary.close()
    for replica in replicas { await replica.close() }
  }

  private func isFresh(_ position: LogProgress.Position, _ progress: LogProgress, _ now: ContinuousClock.Instant) -> Bool {
    progress.age(of: position, now).map { $0 <= lagMax } ?? false
  }

  /// Asks the primary first: what a standby says afterwards is compared with what was there before.
  private func look() async {
    let asked = ContinuousClock.now
    let position = try? await primary.run(fresh: false) { connection in
      try connection.transaction(.read, nil, Self.patience) { try $0.logPosition() }
    }
    if let position { state.withLock { $0.progress.primary(at: position, asked) } }
    await withTaskGroup(of: Void.self) { group in
      for replica in replicas { group.addTask { await replica.ask(Self.patience) } }
    }
    tellChanges()
  }

  private func tellChanges() {
    let states = known
    let changed = state.withLock { state in
      state.hasLooked = true
      defer { state.wasUsable = states.map { $0.problem == nil } }
      return zip(states, state.wasUsable).filter { ($0.problem == nil) != $1 }.map(\.0)
    }
    for replica in changed {
      if let problem = replica.problem {
        Self.logger.warning("A replica is left out.", metadata: ["replica": "\(replica.endpoint)", "problem": "\(problem)"])
      } else {
        Self.logger.notice("A replica answers reads.", metadata: ["replica": "\(replica.endpoint)"])
      }
    }
  }
}

extension PostgresConnection {
  /// How far the log of this primary is on its disk: all that was committed is.
  func logPosition() throws -> LogProgress.Position {
    var position: LogProgress.Position = 0
    try query("SELECT CAST(pg_current_wal_flush_lsn() - '0/0' AS BIGINT)", []) { position = $0.integer(0) }
    return position
  }
}
