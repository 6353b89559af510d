import Glibc
import HTTPTypes
import NIOCore

/// Where a request comes from, past the proxies that the operator trusts.
package struct ClientAddress: Sendable {
  private let trusted: [AddressBlock]

  /// Throws for a text that is neither an address nor a CIDR block.
  init(trustedProxies: [String]) throws {
    trusted = try trustedProxies.map { text in
      guard let block = AddressBlock(text) else { throw SettingsError(text: "\(text) is neither an address nor a CIDR block.") }
      return block
    }
  }

  /// The peer, or the last address of `X-Forwarded-For` that no trusted proxy has; clients may write what they like before it.
  func address(peer: SocketAddress?, _ fields: HTTPFields) -> String? {
    guard let peerText = peer?.ipAddress else { return nil }
    guard !trusted.isEmpty, let address = IPAddress(peerText), isTrusted(address) else { return peerText }
    let hops = (fields[.xForwardedFor] ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
    for hop in hops.reversed() {
      guard let address = IPAddress(hop) else { return peerText }
      if !isTrusted(address) { return hop }
    }
    return hops.first ?? peerText
  }

  /// Whether the client speaks TLS, to us or to a proxy that is trusted to say so.
  func isSecure(_ head: HTTPRequest, peer: SocketAddress?) -> Bool {
    if head.scheme == "https" { return true }
    guard head.headerFields[.xForwardedProto]?.lowercased() == "https", let address = peer?.ipAddress.flatMap({ IPAddress($0) }) else { return false }
    return isTrusted(address)
  }

  /// What rate limits count by: an IPv4 address, or the /64 that one IPv6 customer has.
  package static func rateKey(_ address: String) -> String {
    guard let parsed = IPAddress(address), !parsed.isMappedIPv4 else { return address }
    return parsed.bytes[..<8].map { String($0, radix: 16) }.joined(separator: ":")
  }

  private func isTrusted(_ address: IPAddress) -> Bool { trusted.contains { $0.contains(address) } }
}

/// A setting that can't be used.
public struct SettingsError: Error, CustomStringConvertible {
  let text: String
  public var description: String { text }
}

/// Sixteen bytes; IPv4 as `::ffff:a.b.c.d`.
struct IPAddress: Equatable {
  private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]

  let bytes: [UInt8]

  init?(_ text: some StringProtocol) {
    var v4 = [UInt8](repeating: 0, count: 4)
    var v6 = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, String(text), &v4) == 1 {
      bytes = Self.mappedPrefix + v4
    } else if inet_pton(AF_INET6, String(text), &v6) == 1 {
      bytes = v6
    } else {
      return nil
    }
  }

  var isMappedIPv4: Bool { bytes.starts(with: Self.mappedPrefix) }
}

/// `10.0.0.0/8`, `fd00::/8` or a single address.
struct AddressBlock: Sendable {
  private let bytes: [UInt8]
  private let prefixLength: Int

  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1)
    guard let first = parts.first, let address = IPAddress(first) else { return nil }
    let offset = address.isMappedIPv4 ? 96 : 0
    guard parts.count == 2 else {
      self.init(bytes: address.bytes, prefixLength: 128)
      return
    }
    guard let length = Int(parts[1]), (0...(128 - offset)).contains(length) else { return nil }
    self.init(bytes: address.bytes, prefixLength: length + offset)
  }

  private init(bytes: [UInt8], prefixLength: Int) {
    self.bytes = bytes
    self.prefixLength = prefixLength
  }

  func contains(_ address: IPAddress) -> Bool {
    let whole = prefixLength / 8
    guard address.bytes[..<whole] == bytes[..<whole] else { return false }
    let rest = prefixLength % 8
    return rest == 0 || (address.bytes[whole] ^ bytes[whole]) >> (8 - rest) == 0
  }
}

extension HTTPField.Name {
  static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
  static let xForwardedProto = HTTPField.Name("X-Forwarded-Proto")!
}
