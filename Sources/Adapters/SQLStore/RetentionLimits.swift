/// How long the store keeps what is kept for a time, and in what steps it forgets.
public enum RetentionLimits {
  /// A client that has not repeated a request within a day will not.
  static let idempotencySeconds: Int64 = 86_400
  /// So long a session that ended can be looked up.
  static let endedSessionSeconds: Int64 = 30 * 86_400
  /// No session lives longer than 90 days; what is older is over even where nobody ended it.
  static let sessionSeconds: Int64 = 120 * 86_400
  /// Rows deleted in one transaction: nobody waits long for the writer.
  static let sweepChunk: Int64 = 500
}
