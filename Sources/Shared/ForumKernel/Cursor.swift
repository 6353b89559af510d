import Crypto
import Foundation

/// Turns page positions into opaque signed text and back. The signature covers the list it was made for: a cursor of another list, tenant or server is refused.
public struct CursorSigner: Sendable {
  /// Key, id and anchor.
  private static let payloadLength = 32
  private static let tagLength = 16
  private let key: SymmetricKey

  /// `key`: 32 secret bytes that live as long as the data directory.
  public init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

  /// `scope` names the list with its filters: `threads:<tenant>:<category>`.
  public func encode(_ position: PagePosition, scope: String) -> String {
    let payload = Self.payload(position)
    return Data(payload + tag(payload, scope)).base64EncodedString()
      .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }

  /// Throws `invalid` for a text that this server did not make for this list.
  public func decode(_ text: String, scope: String) throws(AppError) -> PagePosition {
    let malformed = AppError.validation([Fault("?cursor", "malformed", "This cursor was not made for this list. Start again without one.")])
    let padded = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    guard text.utf8.count == 64, let data = Data(base64Encoded: padded), data.count == Self.payloadLength + Self.tagLength else { throw malformed }
    let payload = [UInt8](data.prefix(Self.payloadLength))
    guard HMAC<SHA256>.isValid([UInt8](data.dropFirst(Self.payloadLength)), of: payload, scope: scope, key: key),
      let id = RawID(bytes: payload[8..<24])
    else { throw malformed }
    return PagePosition(key: Self.number(payload[..<8]), id: id, anchor: Self.number(payload[24...]))
  }

  private static func payload(_ position: PagePosition) -> [UInt8] {
    bytes(position.key) + position.id.bytes + bytes(position.anchor)
  }

  private static func bytes(_ number: Int64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) } }
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 { bytes.reduce(0) { $0 << 8 | Int64($1) } }

  private func tag(_ payload: [UInt8], _ scope: String) -> [UInt8] { HMAC<SHA256>.tag(of: payload, scope: scope, key: key) }
}

extension HMAC<SHA256> {
  fileprivate static func tag(of payload: [UInt8], scope: String, key: SymmetricKey) -> [UInt8] {
    Array(authenticationCode(for: payload + Array(scope.utf8), using: key).prefix(16))
  }

  fileprivate static func isValid(_ tag: [UInt8], of payload: [UInt8], scope: String, key: SymmetricKey) -> Bool {
    zip(tag, self.tag(of: payload, scope: scope, key: key)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
