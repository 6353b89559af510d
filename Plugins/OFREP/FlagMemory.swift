import Admin
import ForumKernel

/// What is known of a flag service, and what is under way. A value, driven by the given times.
struct FlagMemory {
  typealias Instant = ContinuousClock.Instant
  typealias Flags = OFREPReply.Flags

  /// A call that is under way.
  struct Flight {
    let began: Instant
    let task: Task<Flags?, Never>
  }

  enum Step {
    /// nil: it can't be asked now.
    case known(Flags?)
    case wait(Task<Flags?, Never>)
    /// A call may begin, and must end.
    case call
  }

  private static let knownBytesMax = 32 << 20
  private static let gatePauseMax = Duration.seconds(30)
  /// How long a question that has no answer is left alone.
  private static let faultPauseMax = Duration.seconds(5)
  private static let warningPause = Duration.seconds(60)

  var known = KnownAnswers(bytesMax: knownBytesMax)
  var watched = WatchedTenants()
  /// nil while all is well.
  private(set) var problem: OFREPError?
  private let pollInterval: Duration
  private var gate: CallGate
  private var flights: [RemoteQuestion: Flight] = [:]
  private var warnedAt: Instant?

  init(pollInterval: Duration) {
    self.pollInterval = pollInterval
    gate = CallGate(most: min(pollInterval, Self.gatePauseMax))
  }

  /// What to do about a question.
  mutating func step(_ question: RemoteQuestion, _ now: Instant) -> Step {
    if let known = known[question] {
      let isExpired = watched.isExpired(question.tenant, askedAt: known.askedAt)
      if let flags = known.flags, !isExpired, known.askedAt + pollInterval > now { return .known(flags) }
      if let pausedUntil = known.pausedUntil, pausedUntil > now { return .known(nil) }
    }
    if let flight = flights[question], !watched.isExpired(question.tenant, askedAt: flight.began) { return .wait(flight.task) }
    return gate.begin(now) ? .call : .known(nil)
  }

  mutating func begin(_ question: RemoteQuestion, _ flight: Flight) { flights[question] = flight }

  /// An answer has come. `isNews`: it differs from what was known in a way that nobody was told of.
  mutating func succeed(
    _ question: RemoteQuestion, _ reply: OFREPReply, bytes: Int, _ began: Instant, _ now: Instant
  ) -> (isNews: Bool, isBack: Bool) {
    end(question, began, now, nil)
    let isBack = problem?.isOfService ?? false
    if isBack { warnedAt = nil }
    problem = nil
    let before = known[question]
    // Another call may have begun later and ended before.
    if let before, before.askedAt > began { return (false, isBack) }
    var answer = KnownAnswer(
      flags: reply.flags, entityTag: before?.entityTag, askedAt: began, pausedUntil: nil, bytes: before?.bytes ?? 0)
    if case .said(_, let entityTag, _) = reply {
      // Kept, what was read takes a few times the room that it took on its way.
      (answer.entityTag, answer.bytes) = (entityTag, 4 * bytes + 2 * question.body.count + 500)
      if let key = question.key { answer.bytes += key.utf8.count }
    }
    known[question] = answer
    guard let flags = before?.flags, let before, flags != reply.flags else { return (false, isBack) }
    return (watched.isNews(question.tenant, since: before.askedAt, began), isBack)
  }

  /// No answer has come that counts; what was known stays. Whether somebody should be warned.
  mutating func fail(_ question: RemoteQuestion, _ error: OFREPError, _ began: Instant, _ now: Instant, chance: Double) -> Bool {
    end(question, began, now, error, chance: chance)
    problem = error
    if !error.isOfService {
      var answer = known[question] ?? KnownAnswer(flags: nil, entityTag: nil, askedAt: began, pausedUntil: nil, bytes: 2 * question.body.count + 500)
      answer.pausedUntil = now + min(pollInterval, Self.faultPauseMax)
      known[question] = answer
    }
    guard warnedAt.map({ $0 + Self.warningPause < now }) ?? true else { return false }
    warnedAt = now
    return true
  }

  private mutating func end(_ question: RemoteQuestion, _ began: Instant, _ now: Instant, _ error: OFREPError?, chance: Double = 1) {
    gate.end(began, now, error.flatMap { $0.isOfService ? $0 : nil }, chance: chance)
    if flights[question]?.began == began { flights[question] = nil }
  }
}
