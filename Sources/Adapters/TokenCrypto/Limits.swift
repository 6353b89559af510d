/// What the adapter accepts and spends, each with its reason.
enum TokenCryptoLimits {
  /// OWASP's minimum for Argon2id with two passes and one lane: 19 MiB.
  static let argonMemoryBytes = 19 * 1_048_576
  static let argonPasses = 2
  /// Waiting for a thread: at about 30 ms each, the last one still gets its answer within a second or two.
  static let hashesWaitingMax = 64
  /// Ours are about 500 bytes; header fields of 16 kB need no parsing to be refused.
  static let accessTokenBytesMax = 1024
  /// How far the clocks of two nodes may differ.
  static let clockSkewSeconds: Int64 = 60
  /// A token that claims to live longer was not made by any of our settings.
  static let accessTokenLifetimeSecondsMax: Int64 = 86_400
}
