public import ForumKernel

/// The time-based one-time passwords of one account (RFC 6238): the secret that its app shares, and which steps were used.
public struct TOTPFactor: Sendable, Equatable {
  public let sealedSecret: String
  public let createdAt: Timestamp
  /// nil until the app has shown that it has the secret; until then nobody is asked for codes.
  public var confirmedAt: Timestamp?
  /// The newest step whose code was accepted. No code of it or of an earlier step is accepted any more.
  public var lastStep: Int64
  /// Wrong codes. They have a counter of their own: only who has the password comes this far.
  public var failures: Failures

  public init(sealedSecret: String, createdAt: Timestamp, confirmedAt: Timestamp?, lastStep: Int64, failures: Failures) {
    self.sealedSecret = sealedSecret
    self.createdAt = createdAt
    self.confirmedAt = confirmedAt
    self.lastStep = lastStep
    self.failures = failures
  }

  public static func new(sealedSecret: String, now: Timestamp) -> TOTPFactor {
    TOTPFactor(sealedSecret: sealedSecret, createdAt: now, confirmedAt: nil, lastStep: -1, failures: Failures(count: 0, lastAt: now))
  }

  /// The steps whose codes are right at this moment, the likeliest first.
  public static func steps(at now: Timestamp) -> [Int64] {
    let step = now.milliseconds / 1000 / AuthLimits.totpStepSeconds
    return [step] + (1...AuthLimits.totpStepsOff).flatMap { [step - $0, step + $0] }
  }

  /// Judges a code that belongs to `step`, or to none of now; the change must be saved whatever comes of it.
  public mutating func judge(step: Int64?, now: Timestamp) -> FactorVerdict {
    guard let step else {
      fail(now: now)
      return .wrong
    }
    guard step > lastStep else { return .used }
    lastStep = step
    succeed(now: now)
    return .accepted
  }

  public mutating func fail(now: Timestamp) { failures = Failures(count: failures.count + 1, lastAt: now) }
  public mutating func succeed(now: Timestamp) { failures = Failures(count: 0, lastAt: now) }
}

/// What became of the question for a second factor.
public enum FactorVerdict: Sendable, Equatable {
  /// The account has none.
  case notNeeded
  case accepted
  /// The account has one, and neither a code nor a passkey's answer was given.
  case missing
  case wrong
  /// A passkey answered, and that was wrong.
  case passkeyWrong(PasskeyFault)
  /// Right, but accepted before.
  case used
  /// Too many wrong ones: not even looked at.
  case delayed(seconds: Int64)
}
