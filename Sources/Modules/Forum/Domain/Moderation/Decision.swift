public import ForumKernel

/// What a moderator decides about a case.
public struct Decision: Sendable, Equatable {
  public enum Action: String, Sendable, Codable, CaseIterable {
    /// Out of public view, to be shown again by `approve`.
    case hide
    case delete
    /// The author is told; the content stays as it is.
    case warn
    /// Hides the content, and its author can write nothing.
    case silence
    /// Hides the content, and its author cannot sign in.
    case suspend
    /// The content is right: it is published, or shown again, and the reports were wrong.
    case approve
    /// Nothing is to be done; reports count neither for nor against those who made them. What was hidden meanwhile is shown again.
    case dismiss

    /// What the decision says about the reports.
    public var verdict: Flag.Verdict {
      switch self {
      case .hide, .delete, .warn, .silence, .suspend: .agreed
      case .approve: .disagreed
      case .dismiss: .ignored
      }
    }

    /// What it does to the author's account.
    public var restriction: Restriction.Kind? {
      switch self {
      case .silence: .silence
      case .suspend: .suspension
      case .hide, .delete, .warn, .approve, .dismiss: nil
      }
    }

    /// True when it is about the author, not the content alone.
    public var isPersonal: Bool { self == .warn || restriction != nil }
  }

  public let action: Action
  /// Shown to those concerned, and kept in the history.
  public let note: String?
  /// When the restriction ends; nil: not by itself.
  public let until: Timestamp?

  /// Throws `invalid` for an end that the action does not have, or that has passed.
  public init(action: Action, note: String?, until: Timestamp?, now: Timestamp) throws(AppError) {
    if let until {
      guard action.restriction != nil else {
        throw AppError.validation([Fault("/until", "not_allowed", "Only silence and suspend have an end.")])
      }
      guard until > now else { throw AppError.validation([Fault("/until", "out_of_range", "This must be in the future.")]) }
    }
    self.action = action
    self.note = note
    self.until = until
  }
}
