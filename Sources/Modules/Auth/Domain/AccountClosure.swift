public import ForumKernel

/// Why nobody signs in to an account any more, or not at once.
public struct AccountClosure: Sendable, Equatable {
  public enum State: String, Sendable {
    /// Put away by its owner: signing in takes it back, until `endsAt`.
    case deactivated
    /// On its way out; there is no way back.
    case erasing
  }

  public let state: State
  public let since: Timestamp
  /// When an account that was put away is erased.
  public let endsAt: Timestamp

  public init(state: State, since: Timestamp, endsAt: Timestamp) {
    self.state = state
    self.since = since
    self.endsAt = endsAt
  }
}

/// Why an account must not be erased.
public struct LegalHold: Sendable {
  public let reason: String
  public let since: Timestamp

  public init(reason: String, since: Timestamp) {
    self.reason = reason
    self.since = since
  }
}
