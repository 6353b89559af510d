/// What an account may not do, until a moment or for good: joins the module that decides on it to the one that keeps accounts.
public struct Restriction: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// May read, not write.
    case silence
    /// May not sign in.
    case suspension
  }

  public let kind: Kind
  /// nil: until somebody lifts it.
  public let until: Timestamp?

  public init(kind: Kind, until: Timestamp?) {
    self.kind = kind
    self.until = until
  }

  public func holds(at now: Timestamp) -> Bool { until.map { now < $0 } ?? true }

  /// `forbidden` with the end of the restriction.
  public var error: AppError {
    let end = until.map { " until \($0)" } ?? ""
    return switch kind {
    case .silence: AppError(.forbidden, "silenced", "A moderator has silenced this account: it cannot write\(end).", until: until)
    case .suspension: AppError(.forbidden, "account_suspended", "This account is suspended\(end).", until: until)
    }
  }
}
