/// What is known of a vault and its secrets.
public struct VaultState: Sendable {
  /// Since the start.
  public struct Counts: Sendable {
    /// Leases that were renewed.
    public internal(set) var renewals = 0
    /// Leased secrets that took the place of older ones.
    public internal(set) var replacements = 0
    /// Calls that failed.
    public internal(set) var failures = 0
  }

  public let endpoint: String
  /// nil while all is well.
  public let problem: String?
  public let leases: Int
  /// Until the first lease ends, negative when it has; nil without leases.
  public let secondsLeft: Double?
  public let counts: Counts
}
