public import ForumKernel

/// What an authenticator has to sign: made by this forum, for one purpose and one account, for a few minutes. Nothing is kept of it until it is used;
/// then its digest is, so that it is used once, on whatever node.
public struct PasskeyChallenge: Sendable, Equatable {
  public enum Purpose: String, Sendable {
    /// Joins a passkey to the account.
    case register
    /// Signs in without a name: of no account.
    case signIn = "sign_in"
    /// The second step after the account's password.
    case secondFactor = "second_factor"
    /// Shows before something dangerous that it is still the same person.
    case confirm
  }

  private static let nonceLength = 16
  /// Of 24 bytes in base64url.
  private static let headLength = 32

  public let text: String
  public let expiresAt: Timestamp

  /// A new one. `sign`: the digest of a word under the forum's key.
  static func new(_ purpose: Purpose, of user: UserID?, random: [UInt8], now: Timestamp, sign: (String) -> String) -> PasskeyChallenge {
    let expiresAt = now.adding(seconds: AuthLimits.passkeyChallengeSeconds)
    let time = (0..<8).map { UInt8(truncatingIfNeeded: expiresAt.milliseconds >> (56 - 8 * Int64($0))) }
    let head = Base64URL.encode(random.prefix(nonceLength) + time)
    return PasskeyChallenge(text: head + sign(word(purpose, user, head)), expiresAt: expiresAt)
  }

  /// One that came back. Throws `challengeWrong` for what was not made here, for this purpose and account, and `challengeExpired`.
  static func returned(
    _ text: String, for purpose: Purpose, of user: UserID?, now: Timestamp, sign: (String) -> String
  ) throws(PasskeyFault) -> PasskeyChallenge {
    let head = String(text.prefix(headLength))
    guard let bytes = Base64URL.decode(head), bytes.count == nonceLength + 8, isSame(text, head + sign(word(purpose, user, head))) else {
      throw .challengeWrong
    }
    let expiresAt = Timestamp(milliseconds: bytes[nonceLength...].reduce(Int64(0)) { $0 << 8 | Int64($1) })
    guard now < expiresAt else { throw .challengeExpired }
    return PasskeyChallenge(text: text, expiresAt: expiresAt)
  }

  private static func word(_ purpose: Purpose, _ user: UserID?, _ head: String) -> String {
    "passkey \(purpose.rawValue) \(user.map { "\($0)" } ?? "-") \(head)"
  }

  /// Takes as long for every text of this length.
  private static func isSame(_ first: String, _ second: String) -> Bool {
    guard first.utf8.count == second.utf8.count else { return false }
    return zip(first.utf8, second.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
