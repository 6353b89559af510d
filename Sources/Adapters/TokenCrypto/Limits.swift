/// What the adapter accepts and spends, each with its reason.
enum TokenCryptoLimits {
  /// OWASP's minimum for Argon2id with two passes and one lane: 19 MiB.
  static let argonMemoryBytes = 19 * 1_048_576
  static let argonPasses = 2
  /// Waiting for a thread: at about 30 ms each, the last one still gets its answer within a second or two.
  static let hashesWaitingMax = 64
  /// Beyond the lower end nothing is worth importing; beyond the upper one a sign-in takes a core for seconds.
  static let bcryptCost = 4...14
  /// Rounds of phpass, as powers of two: WordPress has 13, phpBB 11.
  static let phpassPower = 7...18
  /// What an imported Argon2id hash may ask for, in KiB and passes.
  static let importedMemoryMax = 262_144
  static let importedPassesMax = 10
  /// A wrong password is answered no sooner: longer than any of our hashes, and than bcrypt up to a cost of 12, takes.
  static let wrongPasswordMilliseconds = 400
  /// Ours are about 500 bytes; header fields of 16 kB need no parsing to be refused.
  static let accessTokenBytesMax = 1024
  /// How far the clocks of two nodes may differ.
  static let clockSkewSeconds: Int64 = 60
  /// A token that claims to live longer was not made by any of our settings.
  static let accessTokenLifetimeSecondsMax: Int64 = 86_400
}
