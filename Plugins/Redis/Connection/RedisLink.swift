import Logging
import NIOCore
import NIOPosix
import Synchronization

/// One place for a connection to a server: opens it when it is first needed and again after it broke, with growing pauses. During a pause every
/// call fails at once with the reason of the last failure.
final class RedisLink: Sendable {
  private struct State {
    var connection: RedisConnection?
    var connecting: EventLoopFuture<RedisConnection>?
    var waiting = 0
    var failures = 0
    var pausedUntil = NIODeadline.uptimeNanoseconds(0)
    var lastFailure = RedisError.lost
    var isClosed = false
  }

  private static let logger = Logger(label: "cache.redis")

  private let address: RedisAddress
  private let target: RedisTarget
  private let limits: RedisLimits
  private let loop: any EventLoop
  /// One of a server's links tells the log how it is.
  private let isTelling: Bool
  private let state = Mutex(State())

  init(_ address: RedisAddress, _ target: RedisTarget, _ limits: RedisLimits, isTelling: Bool) {
    self.isTelling = isTelling
    self.address = address
    self.target = target
    self.limits = limits
    loop = MultiThreadedEventLoopGroup.singleton.next()
  }

  /// The connection if it is open. If not, begins to open it unless that must wait.
  func openConnection() -> RedisConnection? {
    state.withLock { state in
      if let connection = state.connection, connection.isActive { return connection }
      _ = connecting(&state)
      return nil
    }
  }

  /// The connection, when it is open. Throws at the deadline, or at once when opening failed a moment ago.
  func connection(deadline: NIODeadline) async throws(RedisError) -> RedisConnection {
    if let connection = openConnection() { return connection }
    let future = try state.withLock { state throws(RedisError) in
      guard state.waiting < limits.inFlightMax else { throw .overloaded }
      guard let connecting = connecting(&state) else { throw state.isClosed ? .closed : state.lastFailure }
      state.waiting += 1
      return connecting
    }
    defer { state.withLock { $0.waiting -= 1 } }
    return try await wait(future, until: deadline)
  }

  /// Closes the connection for good.
  func close() {
    let connection = state.withLock { state in
      state.isClosed = true
      return state.connection
    }
    connection?.close()
  }

  private func wait(_ future: EventLoopFuture<RedisConnection>, until deadline: NIODeadline) async throws(RedisError) -> RedisConnection {
    let promise = loop.makePromise(of: RedisConnection.self)
    let timer = loop.scheduleTask(deadline: deadline) { promise.fail(RedisError.timedOut) }
    future.whenComplete { result in
      timer.cancel()
      promise.completeWith(result)
    }
    do {
      return try await promise.futureResult.get()
    } catch {
      throw error as? RedisError ?? .unreachable("\(error)")
    }
  }

  /// The attempt that is under way or was just begun; nil while pausing and after `close`.
  private func connecting(_ state: inout State) -> EventLoopFuture<RedisConnection>? {
    if let connecting = state.connecting { return connecting }
    guard !state.isClosed, state.pausedUntil <= .now() else { return nil }
    let promise = loop.makePromise(of: RedisConnection.self)
    state.connecting = promise.futureResult
    Task {
      do throws(RedisError) {
        let connection = try await RedisConnection.open(address, target, limits, on: loop)
        keep(connection) ? promise.succeed(connection) : promise.fail(RedisError.closed)
      } catch {
        pause(error)
        promise.fail(error)
      }
    }
    return promise.futureResult
  }

  private func keep(_ connection: RedisConnection) -> Bool {
    let (isClosed, failures) = state.withLock { state in
      defer { state.failures = 0 }
      state.connecting = nil
      state.connection = connection
      return (state.isClosed, state.failures)
    }
    if isClosed { connection.close() }
    if failures > 0, !isClosed, isTelling {
      Self.logger.notice("Redis is back.", metadata: ["address": "\(address)", "attempts": "\(failures + 1)"])
    }
    return !isClosed
  }

  private func pause(_ error: RedisError) {
    let failures = state.withLock { state in
      state.connecting = nil
      state.connection = nil
      state.lastFailure = error
      state.failures += 1
      let longest = TimeAmount(min(limits.backoff.lowerBound * (1 << min(state.failures - 1, 20)), limits.backoff.upperBound)).nanoseconds
      state.pausedUntil = .now() + .nanoseconds(Int64.random(in: longest / 2...longest))
      return state.failures
    }
    if failures == 1, isTelling { Self.logger.warning("Redis can't be reached.", metadata: ["address": "\(address)", "error": "\(error)"]) }
  }
}
