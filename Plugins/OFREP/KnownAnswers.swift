import Admin
import ForumKernel
import Foundation

/// One question as the flag service gets it.
struct RemoteQuestion: Hashable, Sendable {
  let tenant: TenantID
  /// nil: all flags.
  let key: String?
  /// The request's body: the context, with names in order.
  let body: Data
}

/// An answer of the flag service, of one flag or of all.
struct KnownAnswer: Sendable {
  /// nil where there was none that counts yet.
  var flags: Result<[FeatureAnswer], FeatureFailure>?
  var entityTag: String?
  /// When the call began that brought it.
  var askedAt: ContinuousClock.Instant
  /// Until then this question is not asked again, since its answer was none.
  var pausedUntil: ContinuousClock.Instant?
  /// Roughly, with the question.
  var bytes: Int
}

/// What the flag service said last, within a bound: what was not asked for the longest time goes first, roughly. A value.
struct KnownAnswers {
  private let bytesMax: Int
  private var young: [RemoteQuestion: KnownAnswer] = [:]
  private var youngBytes = 0
  /// All of it goes when the young ones have their half.
  private var old: [RemoteQuestion: KnownAnswer] = [:]

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  subscript(question: RemoteQuestion) -> KnownAnswer? {
    mutating get {
      if let known = young[question] { return known }
      guard let known = old.removeValue(forKey: question) else { return nil }
      keep(known, question)
      return known
    }
    set {
      old[question] = nil
      if let replaced = young.removeValue(forKey: question) { youngBytes -= replaced.bytes }
      if let newValue { keep(newValue, question) }
    }
  }

  private mutating func keep(_ known: KnownAnswer, _ question: RemoteQuestion) {
    if youngBytes + known.bytes > bytesMax / 2 { (old, young, youngBytes) = (young, [:], 0) }
    young[question] = known
    youngBytes += known.bytes
  }
}
