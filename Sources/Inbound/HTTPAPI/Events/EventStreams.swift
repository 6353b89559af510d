import ForumKernel
import Logging
import Synchronization

/// The open event streams and WebSockets of the server: how many there may be, their heartbeat, who they are for, and their end when the server stops.
final class EventStreams: Sendable {
  private struct State {
    var next: UInt64 = 0
    var stops: [UInt64: @Sendable () -> Void] = [:]
    var isStopped = false
  }

  /// The right to be open; ends with the stream that holds it.
  final class Place: Sendable {
    private let streams: EventStreams
    private let ticket: UInt64

    fileprivate init(_ streams: EventStreams, _ ticket: UInt64) {
      self.streams = streams
      self.ticket = ticket
    }

    deinit { streams.leave(ticket) }
  }

  let heartbeat: Duration
  let socketLimits: SocketLimits
  let admission: Admission
  let logger: Logger
  private let max: Int
  private let state = Mutex(State())

  init(_ limits: HTTPLimits, _ admission: Admission, logger: Logger) {
    heartbeat = .milliseconds(limits.heartbeatMilliseconds)
    socketLimits = SocketLimits(
      messageBytesMax: limits.bodyBytesMax, pingMilliseconds: limits.pingMilliseconds, pongMilliseconds: limits.pongMilliseconds,
      stallMilliseconds: limits.liveStallMilliseconds, lingerMilliseconds: limits.liveLingerMilliseconds)
    max = limits.eventStreamsMax
    self.admission = admission
    self.logger = logger
  }

  var count: Int { state.withLock { $0.stops.count } }

  /// Throws `unavailable` when there are too many, or when the server stops.
  func enter(_ stop: @escaping @Sendable () -> Void) throws(AppError) -> Place {
    let ticket: UInt64? = state.withLock { state in
      guard !state.isStopped, state.stops.count < max else { return nil }
      state.next += 1
      state.stops[state.next] = stop
      return state.next
    }
    guard let ticket else { throw RequestLoad.tooManyStreams }
    return Place(self, ticket)
  }

  private func leave(_ ticket: UInt64) { state.withLock { $0.stops[ticket] = nil } }

  /// Ends all streams, and takes no new ones.
  func stop() {
    let stops = state.withLock { state in
      state.isStopped = true
      return Array(state.stops.values)
    }
    for stop in stops { stop() }
  }
}
