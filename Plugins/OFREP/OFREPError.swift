/// Why a flag service gave no answer that counts.
enum OFREPError: Error, Sendable, Equatable {
  case unreachable
  case timedOut
  /// A status that says that the service is not well.
  case status(Int)
  /// 401 or 403.
  case refused(Int)
  /// 429, or another status with the time to try again.
  case paused(status: Int, Duration)
  /// The service says itself that it could not evaluate.
  case general
  case malformed(String)
  case tooLarge
  case tokenUnreadable
  case closed

  /// Whether nothing else could be asked now either; else it is this question alone that has no answer.
  var isOfService: Bool {
    switch self {
    case .unreachable, .timedOut, .status, .refused, .paused, .tokenUnreadable, .closed: true
    case .general, .malformed, .tooLarge: false
    }
  }

  /// For the operator.
  var words: String {
    switch self {
    case .unreachable: "it can't be reached"
    case .timedOut: "it does not answer in time"
    case .status(let status): "it answers with status \(status)"
    case .refused(let status): "it does not accept flags.token (status \(status))"
    case .paused(let status, let time): "it wants to be left alone for \(time.components.seconds) s (status \(status))"
    case .general: "it could not evaluate"
    case .malformed(let what): "it answers what is not OFREP: \(what)"
    case .tooLarge: "its answer is larger than ofrep.answer_max"
    case .tokenUnreadable: "flags.token can't be read"
    case .closed: "the forum is closing"
    }
  }
}
