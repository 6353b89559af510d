import Auth
public import ForumKernel
import ForumRuntime

/// What an authenticator app does with the secret that it was given.
public enum AuthenticatorApp {
  /// The secret's bytes, of its text in base 32.
  public static func bytes(_ base32: String) -> [UInt8] {
    var (bits, count, bytes) = (UInt32(0), 0, [UInt8]())
    for character in base32.utf8 {
      bits = bits << 5 | UInt32(character >= 65 ? character - 65 : character - 24)
      count += 5
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }
}

extension TestForum {
  /// What the app shows at a moment.
  public func authenticatorCode(_ secret: String, at time: Timestamp) -> String {
    application.keys.secrets.timeCode(AuthenticatorApp.bytes(secret), step: time.milliseconds / 30_000)
  }
}
