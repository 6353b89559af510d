/// How long things last that people ask for about themselves.
public struct PrivacyPolicy: Sendable {
  /// So long an account that was put away can be taken back.
  public var graceSeconds: Int64 = 30 * 86_400
  /// So long an export can be fetched.
  public var exportSeconds: Int64 = 7 * 86_400
  /// Nothing is erased: what the forum holds is wanted by a court.
  public var holdsEverything = false

  /// One export an hour: each reads all that somebody wrote.
  public static let exportPauseSeconds: Int64 = 3600

  public init() {}
}
