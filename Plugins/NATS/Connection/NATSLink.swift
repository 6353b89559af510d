import Foundation
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The connection to one of the servers: opened when it is first needed and again after it broke, with growing pauses, to the next server each time.
/// During a pause every call fails at once with the reason of the last failure.
final class NATSLink: Sendable {
  private struct State {
    var connection: NATSConnection?
    var connecting: EventLoopFuture<NATSConnection>?
    var addresses: [NATSAddress]
    var waiting = 0
    var failures = 0
    var pausedUntil = NIODeadline.uptimeNanoseconds(0)
    var lastFailure = NATSError.lost
    var isClosed = false
  }

  /// Servers of a cluster that are remembered.
  private static let addressesMax = 32
  private static let logger = Logger(label: "stream.nats")

  private let target: NATSTarget
  private let limits: NATSLimits
  private let loop: any EventLoop
  private let state: Mutex<State>

  init(_ target: NATSTarget, _ limits: NATSLimits) {
    self.target = target
    self.limits = limits
    loop = MultiThreadedEventLoopGroup.singleton.next()
    state = Mutex(State(addresses: target.addresses))
  }

  /// The connection, when it is open. Throws at the deadline, or at once when opening failed a moment ago.
  func connection(deadline: NIODeadline) async throws(NATSError) -> NATSConnection {
    if let connection = state.withLock({ $0.connection }), connection.isActive { return connection }
    let future = try state.withLock { state throws(NATSError) in
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

  private func wait(_ future: EventLoopFuture<NATSConnection>, until deadline: NIODeadline) async throws(NATSError) -> NATSConnection {
    let promise = loop.makePromise(of: NATSConnection.self)
    let timer = loop.scheduleTask(deadline: deadline) { promise.fail(NATSError.timedOut) }
    future.whenComplete { result in
      timer.cancel()
      promise.completeWith(result)
    }
    do {
      return try await promise.futureResult.get()
    } catch {
      throw error as? NATSError ?? .unreachable("\(error)")
    }
  }

  /// The attempt that is under way or was just begun; nil while pausing and after `close`.
  private func connecting(_ state: inout State) -> EventLoopFuture<NATSConnection>? {
    if let connecting = state.connecting { return connecting }
    guard !state.isClosed, state.pausedUntil <= .now() else { return nil }
    let promise = loop.makePromise(of: NATSConnection.self)
    state.connecting = promise.futureResult
    let address = state.addresses[state.failures % state.addresses.count]
    Task {
      do throws(NATSError) {
        let connection = try await NATSConnection.open(address, try await renewed(), limits, on: loop) { [weak self] in self?.learn($0) }
        keep(connection, address) ? promise.succeed(connection) : promise.fail(NATSError.closed)
      } catch {
        pause(error, address)
        promise.fail(error)
      }
    }
    return promise.futureResult
  }

  /// Who connects now.
  private func renewed() async throws(NATSError) -> NATSTarget {
    do { return try await target.renewal?() ?? target } catch { throw .unauthenticated("\(error)") }
  }

  private func keep(_ connection: NATSConnection, _ address: NATSAddress) -> Bool {
    let (isClosed, failures) = state.withLock { state in
      defer { state.failures = 0 }
      state.connecting = nil
      state.connection = connection
      return (state.isClosed, state.failures)
    }
    if isClosed { connection.close() }
    if failures > 0, !isClosed {
      Self.logger.notice("NATS is back.", metadata: ["address": "\(address)", "attempts": "\(failures + 1)"])
    }
    return !isClosed
  }

  private func pause(_ error: NATSError, _ address: NATSAddress) {
    let failures = state.withLock { state in
      state.connecting = nil
      state.connection = nil
      state.lastFailure = error
      state.failures += 1
      let longest = TimeAmount(min(limits.backoff.lowerBound * (1 << min(state.failures - 1, 20)), limits.backoff.upperBound)).nanoseconds
      state.pausedUntil = .now() + .nanoseconds(Int64.random(in: longest / 2...longest))
      return state.failures
    }
    if failures == 1 { Self.logger.warning("NATS can't be reached.", metadata: ["address": "\(address)", "error": "\(error)"]) }
  }

  /// Remembers the other servers of the cluster, behind those that were configured. Those of an encrypted one have other names than these addresses.
  private func learn(_ info: ServerInfo) {
    guard !target.isEncrypted, let urls = info.connectURLs else { return }
    let learned = urls.compactMap { url -> NATSAddress? in
      guard let colon = url.lastIndex(of: ":"), let port = Int(url[url.index(after: colon)...]), 1...65_535 ~= port else { return nil }
      return NATSAddress(host: url[..<colon].trimmingCharacters(in: ["[", "]"]), port: port)
    }
    state.withLock { state in
      state.addresses = Array((target.addresses + learned.filter { !target.addresses.contains($0) }).prefix(Self.addressesMax))
    }
  }
}
