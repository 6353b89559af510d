/// What a connection is doing and until when it may: a pure value, told of what happens and asked at each tick. All times are milliseconds of one clock.
struct ConnectionState: Equatable {
  enum Verdict: Equatable {
    case fine
    /// Nothing is under way: close without a word.
    case idle
    /// The client takes too long with its request; an answer can still be written.
    case slowRequest
    /// The request's handler takes too long.
    case late
    /// Nothing can be said any more.
    case cut
  }

  private enum Inbound: Equatable {
    /// Between requests. `isBegun`: bytes of a header have come.
    case waiting(since: Int64, isBegun: Bool, isFirst: Bool)
    case body(since: Int64, bytes: Int)
    /// What still comes is thrown away.
    case closing(since: Int64)
  }

  /// A handler that was cancelled gets this long to answer before the connection is cut.
  private static let answerGraceMilliseconds: Int64 = 5000
  /// Time for the client to read a last answer before the connection is closed.
  private static let lingerMilliseconds: Int64 = 2000

  private let limits: HTTPLimits
  private var inbound: Inbound
  /// Requests whose answer has not ended.
  private(set) var unanswered = 0
  private(set) var hasAnswerBegun = false
  /// Since when the oldest unanswered request waits for its answer.
  private var waitingSince: Int64
  /// Of the request whose body is read.
  private var bodyBytesMax: Int
  private var flushed = 0
  private var flushedAt: Int64

  init(_ limits: HTTPLimits, now: Int64) {
    self.limits = limits
    inbound = .waiting(since: now, isBegun: false, isFirst: true)
    waitingSince = now
    bodyBytesMax = limits.bodyBytesMax
    flushedAt = now
  }

  static func == (a: ConnectionState, b: ConnectionState) -> Bool { a.inbound == b.inbound && a.unanswered == b.unanswered }

  var isClosing: Bool { if case .closing = inbound { true } else { false } }
  var isReadingBody: Bool { if case .body = inbound { true } else { false } }

  mutating func partialHeader(now: Int64) {
    guard case .waiting(let since, isBegun: false, let isFirst) = inbound else { return }
    inbound = .waiting(since: isFirst ? since : now, isBegun: true, isFirst: isFirst)
  }

  mutating func head(now: Int64) {
    inbound = .body(since: now, bytes: 0)
    bodyBytesMax = limits.bodyBytesMax
    if unanswered == 0 { waitingSince = now }
    unanswered += 1
  }

  /// The body may have so many bytes, since it is taken as it comes.
  mutating func streamBody(bytesMax: Int) { bodyBytesMax = bytesMax }

  /// False when the body is more than the connection will take, read or not.
  mutating func body(_ count: Int) -> Bool {
    guard case .body(let since, let bytes) = inbound else { return true }
    inbound = .body(since: since, bytes: bytes + count)
    return bytes + count <= 2 * bodyBytesMax
  }

  mutating func requestEnd(now: Int64) {
    guard !isClosing else { return }
    inbound = .waiting(since: now, isBegun: false, isFirst: false)
    if unanswered == 1 { waitingSince = now }
  }

  mutating func answerHead() { hasAnswerBegun = true }

  mutating func answerEnd(now: Int64) {
    unanswered = max(0, unanswered - 1)
    hasAnswerBegun = false
    waitingSince = now
    if case .waiting(_, let isBegun, _) = inbound { inbound = .waiting(since: now, isBegun: isBegun, isFirst: false) }
  }

  mutating func close(now: Int64) { if !isClosing { inbound = .closing(since: now) } }

  /// `flushed` counts the bytes that left this process, `pending` those that still wait in it.
  mutating func verdict(now: Int64, flushed: Int, pending: Int) -> Verdict {
    if flushed != self.flushed || pending == 0 { (self.flushed, flushedAt) = (flushed, now) }
    if now - flushedAt > limits.stalledWriteMilliseconds { return .cut }
    switch inbound {
    case .closing(let since): return now - since > Self.lingerMilliseconds && pending == 0 ? .cut : .fine
    case .waiting(let since, let isBegun, let isFirst):
      guard unanswered == 0 else { break }
      guard now - since > (isBegun || isFirst ? limits.headerMilliseconds : limits.idleMilliseconds) else { return .fine }
      return isBegun ? .slowRequest : .idle
    case .body(let since, let bytes):
      guard unanswered <= 1 else { break }
      let allowed = limits.bodyMilliseconds + Int64(bytes) * 1000 / Int64(limits.bodyBytesPerSecondMin)
      guard now - since > allowed else { return .fine }
      return hasAnswerBegun ? .cut : .slowRequest
    }
    let late = now - waitingSince - limits.requestMilliseconds
    guard !hasAnswerBegun, late > 0 else { return .fine }
    return late > Self.answerGraceMilliseconds ? .cut : .late
  }
}
