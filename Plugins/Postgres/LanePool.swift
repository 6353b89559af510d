import Dispatch
import ForumKernel
import ForumWiring
import Logging
import Synchronization

/// At most so many connections, each on a thread of its own, handed out one at a time; who waits longer than allowed is refused.
final class LanePool: Sendable {
  private static let logger = Logger(label: "store.postgres")

  private struct Waiter {
    let id: Int
    let continuation: CheckedContinuation<Lane, any Error>
  }

  private struct State {
    /// The last one given back is the next: its connection is warm.
    var idle: [Lane] = []
    var made = 0
    var waiters: [Waiter] = []
    var nextID = 0
    var isClosed = false
    var closers: [CheckedContinuation<Void, Never>] = []
    var pause = ReconnectPause()

    /// Nothing runs and nothing waits.
    var isQuiet: Bool { waiters.isEmpty && idle.count == made }
  }

  private enum Place {
    case lane(Lane)
    case refused(AppError)
    case waiting(Int)
  }

  private let name: String
  private let lanesMax: Int
  private let settings: PostgresDriverSettings
  private let order: CommitOrder?
  private let hanging: HangGuard
  private let state = Mutex(State())
  private let timer: DispatchQueue

  /// `hanging` is that of the server, for all its pools.
  init(_ name: String, lanes: Int, _ settings: PostgresDriverSettings, _ hanging: HangGuard) {
    self.hanging = hanging
    self.name = name
    lanesMax = max(1, lanes)
    self.settings = settings
    order = settings.commitsInOrder ? CommitOrder() : nil
    timer = DispatchQueue(label: "\(name).waits")
  }

  /// Calls that wait for a connection.
  var waiting: Int { state.withLock { $0.waiters.count } }

  /// Runs `body` on a connection's own thread. Throws `unavailable` (`pool_busy`, `store_closed`), or `PostgresSetupError` when none can be opened.
  func run<Result: Sendable>(fresh: Bool, _ body: @escaping @Sendable (PostgresConnection) throws -> Result) async throws -> Result {
    try hanging.check()
    let lane = try await take()
    do {
      // Again: it may have waited for its place meanwhile.
      try hanging.check()
      if fresh { lane.close() }
      if lane.isDue(.now, edition: settings.edition) { try await open(lane) }
    } catch {
      giveBack(lane)
      throw error
    }
    return try await lane.use(body) { [self] in
      if lane.isHung { hanging.hung() }
      giveBack(lane)
    }
  }

  /// Opens other connections in place of idle ones whose secrets were replaced, before somebody waits for that or the old ones end.
  func renewOutdated() async {
    while let lane = takeOutdated(settings.edition) {
      try? await open(lane)
      giveBack(lane)
    }
  }

  /// Refuses new calls, and returns when those that wait and run have been answered and the connections are closed.
  func close() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isQuiet = state.withLock { state in
        state.isClosed = true
        if !state.isQuiet { state.closers.append(continuation) }
        return state.isQuiet
      }
      if isQuiet { continuation.resume() }
    }
    // They stay in the list, so that closing twice does no harm.
    for lane in state.withLock({ $0.idle }) { lane.close() }
  }

  /// One that is open stays where no other can be had: its session goes on, whatever became of the password.
  private func open(_ lane: Lane) async throws {
    do {
      // At once while a server that was not there is left alone.
      guard state.withLock({ $0.pause.allows(.now) }) else { throw PostgresFailure.connectionLost }
      try await connect(lane)
      state.withLock { $0.pause.succeeded() }
    } catch {
      state.withLock { $0.pause.failed(.now) }
      Self.logger.warning("No connection.", metadata: ["pool": "\(name)", "error": "\(error)"])
      guard lane.isOpen else { throw error }
      lane.postpone(Self.renewalPause, edition: settings.edition)
    }
  }

  /// As whom the sources say. They are asked again when the server lets nobody in: passwords change there and here, one after the other.
  private func connect(_ lane: Lane) async throws {
    var access = try await PostgresAccess(settings)
    let end = ContinuousClock.now + (lane.isOpen ? .zero : settings.waitTimeout)
    while true {
      do {
        return try await lane.renew(settings, access)
      } catch {
        guard isRefusal(error), let changed = try await access.changed(settings, until: end) else { throw error }
        access = changed
      }
    }
  }

  /// Also of a user that is dropped while its connection opens.
  private func isRefusal(_ error: any Error) -> Bool {
    if case PostgresSetupError.refused = error { return true }
    return settings.hasChangingUser && (error as? PostgresError)?.mayBeOfDroppedUser == true
  }

  private func take() async throws -> Lane {
    try await withCheckedThrowingContinuation { continuation in
      switch state.withLock({ place(&$0, continuation) }) {
      case .lane(let lane): continuation.resume(returning: lane)
      case .refused(let error): continuation.resume(throwing: error)
      case .waiting(let id): timer.asyncAfter(deadline: .now() + .milliseconds(settings.waitTimeout.milliseconds)) { [self] in expire(id) }
      }
    }
  }

  private func takeOutdated(_ edition: Int) -> Lane? {
    state.withLock { state in
      guard !state.isClosed, let index = state.idle.firstIndex(where: { $0.isOutdated(edition) }) else { return nil }
      return state.idle.remove(at: index)
    }
  }

  private func place(_ state: inout State, _ continuation: CheckedContinuation<Lane, any Error>) -> Place {
    if state.isClosed { return .refused(AppError(.unavailable, "store_closed", "The server is stopping.", retryAfterSeconds: 5)) }
    if let lane = state.idle.popLast() { return .lane(lane) }
    if state.made < lanesMax {
      state.made += 1
      return .lane(Lane(label: "\(name).\(state.made)", order))
    }
    guard state.waiters.count < settings.waitersMax else { return .refused(Self.busy) }
    state.nextID += 1
    state.waiters.append(Waiter(id: state.nextID, continuation: continuation))
    return .waiting(state.nextID)
  }

  private func expire(_ id: Int) {
    let late = state.withLock { state in state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) } }
    late?.continuation.resume(throwing: Self.busy)
  }

  private func giveBack(_ lane: Lane) {
    let (next, closers) = state.withLock { state -> (Waiter?, [CheckedContinuation<Void, Never>]) in
      if !state.waiters.isEmpty { return (state.waiters.removeFirst(), []) }
      state.idle.append(lane)
      guard state.isClosed, state.isQuiet else { return (nil, []) }
      defer { state.closers = [] }
      return (nil, state.closers)
    }
    next?.continuation.resume(returning: lane)
    for closer in closers { closer.resume() }
  }

  /// How long a connection that could not be replaced is used before that is tried again.
  private static let renewalPause = Duration.seconds(1)
  private static let busy = AppError(
    .unavailable, "pool_busy", "Too many requests are waiting for the database. Try again soon.", retryAfterSeconds: 1)
}
