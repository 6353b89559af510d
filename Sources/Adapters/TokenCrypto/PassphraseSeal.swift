import CSodium
import Crypto
import ForumKernel
import Foundation

/// Encrypts secrets under a pass phrase: Argon2id makes a key of it, ChaCha20-Poly1305 encrypts and notices every change. The head names the version, the
/// costs and the salt, and is authenticated too.
public enum PassphraseSeal {
  private static let magic = Array("forum-lite sealed 1\n".utf8)
  private static let saltBytes = 16
  /// libsodium's "moderate": about half a second and 256 MiB, once a back-up.
  private static let passes: UInt32 = 3
  private static let memoryKiB: UInt32 = 256 << 10
  /// What a head may ask for: a damaged or hostile one is not to take the machine's memory.
  private static let passesMax: UInt32 = 10
  private static let memoryKiBMax: UInt32 = 1 << 20

  /// Throws `unavailable` when there is not enough memory.
  public static func seal(_ bytes: [UInt8], passphrase: String) throws -> [UInt8] {
    var head = magic
    for number in [passes, memoryKiB] { withUnsafeBytes(of: number.bigEndian) { head += $0 } }
    head += SecureRandom.bytes(saltBytes)
    let key = try key(passphrase, head)
    return head + (try ChaChaPoly.seal(Data(bytes), using: key, authenticating: Data(head)).combined)
  }

  /// Throws `invalid` (`seal_broken`): the pass phrase is another, or the bytes were changed.
  public static func open(_ sealed: [UInt8], passphrase: String) throws -> [UInt8] {
    let headBytes = magic.count + 8 + saltBytes
    guard sealed.count > headBytes, sealed.starts(with: magic) else {
      throw AppError(.invalid, "seal_broken", "These are no keys that this release of forum-lite sealed.")
    }
    let head = Array(sealed.prefix(headBytes))
    let key = try key(passphrase, head)
    guard let box = try? ChaChaPoly.SealedBox(combined: Data(sealed.dropFirst(headBytes))),
      let plain = try? ChaChaPoly.open(box, using: key, authenticating: Data(head))
    else { throw AppError(.invalid, "seal_broken", "The keys can't be opened: the pass phrase is another one.") }
    return Array(plain)
  }

  private static func key(_ passphrase: String, _ head: [UInt8]) throws -> SymmetricKey {
    guard Argon2Hasher.isSodiumReady else { throw AppError(.unavailable, "no_random_numbers", "The system gives no random numbers.") }
    let (passes, memory) = (number(head, at: magic.count), number(head, at: magic.count + 4))
    guard (1...passesMax).contains(passes), (8...memoryKiBMax).contains(memory) else {
      throw AppError(
        .invalid, "seal_broken", "The sealed keys ask for more than this release gives: they were changed, or a newer release made them.")
    }
    var key = [UInt8](repeating: 0, count: 32)
    let result = passphrase.withCString {
      crypto_pwhash(
        &key, UInt64(key.count), $0, UInt64(passphrase.utf8.count), Array(head.suffix(saltBytes)), UInt64(passes), Int(memory) << 10,
        crypto_pwhash_ALG_ARGON2ID13)
    }
    guard result == 0 else {
      throw AppError(.unavailable, "memory_short", "There is not enough memory to work on the pass phrase: it takes 256 MiB.")
    }
    return SymmetricKey(data: key)
  }

  private static func number(_ bytes: [UInt8], at index: Int) -> UInt32 { bytes[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) } }
}
