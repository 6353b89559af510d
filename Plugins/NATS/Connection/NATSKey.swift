import Crypto
import Foundation

/// An Ed25519 key in NATS' letters: `SU…` is the seed of a user's key, `U…` the user's public key.
struct NATSKey: Sendable {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
  /// The first five bits of a seed.
  private static let seedPrefix: UInt8 = 18 << 3

  private let key: Curve25519.Signing.PrivateKey
  private let kind: UInt8

  /// Reads a seed; nil when it is none or its check sum is wrong.
  init?(seed text: some StringProtocol) {
    guard let bytes = Self.decode(text), bytes.count == 36, bytes[0] & 0xF8 == Self.seedPrefix else { return nil }
    let sum = UInt16(bytes[34]) | UInt16(bytes[35]) << 8
    guard sum == Self.checkSum(bytes[..<34]), let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes[2..<34]) else { return nil }
    self.key = key
    kind = (bytes[0] & 0x07) << 5 | bytes[1] >> 3
  }

  /// The public key in letters.
  var publicKey: String { Self.letters([kind] + Array(key.publicKey.rawRepresentation)) }

  /// The signature of a server's nonce, in URL-safe base 64 without padding.
  func sign(_ nonce: String) throws -> String {
    try key.signature(for: Data(nonce.utf8)).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// Base 32 without padding; nil for other letters.
  private static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (bits, count) = (UInt32(0), 0)
    for letter in text.utf8 {
      guard let value = alphabet.firstIndex(of: letter) else { return nil }
      bits = bits << 5 | UInt32(value)
      count += 5
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  /// Bytes with their check sum, in base 32.
  static func letters(_ bytes: [UInt8]) -> String {
    let sum = checkSum(bytes[...])
    return encode(bytes + [UInt8(sum & 0xFF), UInt8(sum >> 8)])
  }

  private static func encode(_ bytes: [UInt8]) -> String {
    var letters: [UInt8] = []
    var (bits, count) = (UInt32(0), 0)
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 5 {
        count -= 5
        letters.append(alphabet[Int(bits >> UInt32(count) & 31)])
      }
    }
    if count > 0 { letters.append(alphabet[Int(bits << UInt32(5 - count) & 31)]) }
    return String(decoding: letters, as: UTF8.self)
  }

  /// CRC-16/XMODEM.
  private static func checkSum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    bytes.reduce(0) { sum, byte in
      (0..<8).reduce(sum ^ UInt16(byte) << 8) { sum, _ in sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
    }
  }
}
