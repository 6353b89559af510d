/// What Auth accepts and how long things last. Lifetimes that operators set are in `SessionPolicy`.
public enum AuthLimits {
  public static let handleLength = 3...32
  /// RFC 5321.
  public static let emailLengthMax = 254
  /// NIST 800-63B: length over composition; the upper bound keeps hashing cheap.
  public static let passwordLength = 10...128
  public static let displayNameLengthMax = 60
  public static let deviceNameLengthMax = 60
  /// Whoever logs in more often loses the oldest session: bounds the list and the table.
  public static let sessionsMax = 50
}

/// How long sessions last.
public struct SessionPolicy: Sendable {
  public var accessTokenSeconds: Int64 = 900
  /// A session ends when it is not refreshed for so long.
  public var idleSeconds: Int64 = 30 * 86_400
  /// A session ends after so long, whatever happens.
  public var absoluteSeconds: Int64 = 90 * 86_400
  /// So long a used refresh token still answers with its successor, for clients that lost the answer.
  public var graceSeconds: Int64 = 20

  public init() {}
}
