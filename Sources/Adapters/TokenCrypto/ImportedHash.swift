import CCrypt
import Crypto
import Foundation

/// A hash of a password that another program has made: bcrypt's, or phpass's portable one. It is verified at the owner's next sign-in, and replaced there.
enum ImportedHash: Sendable, Equatable {
  /// `$2b$12$…`: 60 characters. `$2a$` and `$2y$` are the same but for mistakes that today's programs do not make; `$2x$` is such a mistake, and refused.
  case bcrypt(String)
  /// `$P$B…` of WordPress, `$H$9…` of phpBB: 34 characters, MD5 many times.
  case phpass(String, rounds: Int, salt: [UInt8], digest: String)

  private static let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// nil for what has another form, or costs more than a sign-in may.
  init?(_ text: String) {
    guard Self.fault(of: text) == nil else { return nil }
    if text.hasPrefix("$2") {
      self = .bcrypt(text)
    } else {
      let bytes = Array(text.utf8)
      guard let power = Self.alphabet.firstIndex(of: bytes[3]) else { return nil }
      self = .phpass(text, rounds: 1 << power, salt: Array(bytes[4..<12]), digest: String(text.dropFirst(12)))
    }
  }

  /// Why the hash can't be verified; nil when it can. Says nothing of what is in it.
  static func fault(of text: String) -> String? {
    let bytes = Array(text.utf8)
    if ["$2a$", "$2b$", "$2y$"].contains(where: text.hasPrefix) {
      guard bytes.count == 60, bytes[6] == UInt8(ascii: "$"), let cost = Int(text.dropFirst(4).prefix(2)),
        bytes[7...].allSatisfy(alphabet.contains)
      else { return "the bcrypt hash is not whole" }
      return TokenCryptoLimits.bcryptCost.contains(cost) ? nil : "the bcrypt hash has a cost beyond \(TokenCryptoLimits.bcryptCost)"
    }
    if ["$P$", "$H$"].contains(where: text.hasPrefix) {
      guard bytes.count == 34, bytes[3...].allSatisfy(alphabet.contains), let power = alphabet.firstIndex(of: bytes[3]) else {
        return "the phpass hash is not whole"
      }
      return TokenCryptoLimits.phpassPower.contains(power)
        ? nil : "the phpass hash has rounds beyond 2 to the power of \(TokenCryptoLimits.phpassPower)"
    }
    return "the hash is none of bcrypt ($2a$, $2b$, $2y$), phpass ($P$, $H$) and Argon2id"
  }

  /// Takes as long as the hash says: up to a second.
  func fits(_ password: String) -> Bool {
    // C ends the text at such a character.
    guard !password.utf8.contains(0) else { return false }
    switch self {
    case .bcrypt(let hash): return Self.isSame(Self.crypt(password, setting: hash), hash)
    case .phpass(_, let rounds, let salt, let digest): return Self.isSame(Self.phpass(Array(password.utf8), rounds, salt), digest)
    }
  }

  private static func crypt(_ password: String, setting: String) -> String {
    let size = MemoryLayout<crypt_data>.size
    let data = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer {
      data.initializeMemory(as: UInt8.self, repeating: 0, count: size)
      data.deallocate()
    }
    data.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    guard let result = crypt_rn(password, setting, data, Int32(size)) else { return "" }
    return String(cString: result)
  }

  private static func phpass(_ password: [UInt8], _ rounds: Int, _ salt: [UInt8]) -> String {
    var digest = Array(Insecure.MD5.hash(data: salt + password))
    for _ in 0..<rounds { digest = Array(Insecure.MD5.hash(data: digest + password)) }
    return encode(digest)
  }

  /// Three bytes as four characters, the lowest bits first.
  private static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reversed().reduce(0) { $0 << 8 | Int($1) }
      for _ in 0...group.count {
        text.append(alphabet[bits & 63])
        bits >>= 6
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Takes as long for every text of this length.
  private static func isSame(_ first: String, _ second: String) -> Bool {
    guard first.utf8.count == second.utf8.count else { return false }
    return zip(first.utf8, second.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
