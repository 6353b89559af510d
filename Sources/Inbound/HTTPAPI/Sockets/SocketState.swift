/// What one WebSocket may use up.
struct SocketLimits: Sendable {
  /// Of a message, in one frame or many.
  let messageBytesMax: Int
  /// Silence after which the client is asked whether it is there.
  let pingMilliseconds: Int64
  /// How long it may take to answer.
  let pongMilliseconds: Int64
  /// How long it may leave everything unread that was sent to it.
  let stallMilliseconds: Int64
  /// Time to read why it was closed.
  var lingerMilliseconds: Int64 = 5000

  /// Four looks into the shortest deadline, at most one a second.
  var tickMilliseconds: Int64 { min(1000, max(10, min(pingMilliseconds, pongMilliseconds, stallMilliseconds) / 4)) }
}

/// How a WebSocket's client is doing: a pure value, told of what happens and asked at each tick. All times are milliseconds of one clock.
struct SocketState {
  enum Verdict: Equatable {
    case fine
    /// Send a ping.
    case ping
    /// No answer to it.
    case silent
    /// It takes nothing of what is sent.
    case slow
    /// Nothing can be said any more.
    case cut
  }

  private let limits: SocketLimits
  private var heardAt: Int64
  private var pingedAt: Int64?
  private var closedAt: Int64?
  private var flushed = 0
  private var flushedAt: Int64

  init(_ limits: SocketLimits, now: Int64) {
    self.limits = limits
    heardAt = now
    flushedAt = now
  }

  var isClosing: Bool { closedAt != nil }

  mutating func heard(now: Int64) { (heardAt, pingedAt) = (now, nil) }
  mutating func close(now: Int64) { closedAt = closedAt ?? now }

  /// `flushed` counts the bytes that left this process, `pending` those that still wait in it.
  mutating func verdict(now: Int64, flushed: Int, pending: Int) -> Verdict {
    if flushed != self.flushed || pending == 0 { (self.flushed, flushedAt) = (flushed, now) }
    if let closedAt { return now - closedAt > limits.lingerMilliseconds ? .cut : .fine }
    if now - flushedAt > limits.stallMilliseconds { return .slow }
    if let pingedAt { return now - pingedAt > limits.pongMilliseconds ? .silent : .fine }
    guard now - heardAt > limits.pingMilliseconds else { return .fine }
    pingedAt = now
    return .ping
  }
}
