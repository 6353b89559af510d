import Glibc

/// `HOST:PORT`, with brackets around an IPv6 address.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
  /// A name or an address, without brackets.
  public let host: String
  public let port: Int

  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return nil }
    self.host = String(host)
    self.port = port
  }

  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// An IP address or a block of them: `10.0.0.0/8`, `::1`. IPv4 addresses in their IPv6 form count as IPv4.
public struct AddressRange: Sendable, Equatable {
  private let bytes: [UInt8]
  private let prefixBits: Int

  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let bytes = Self.bytes(String(parts[0])) else { return nil }
    self.bytes = bytes
    guard parts.count == 2 else {
      prefixBits = bytes.count * 8
      return
    }
    guard let bits = Int(parts[1]), (0...bytes.count * 8).contains(bits) else { return nil }
    prefixBits = bits
  }

  /// False also for a text that is no IP address.
  public func contains(_ address: String) -> Bool {
    guard let other = Self.bytes(address), other.count == bytes.count else { return false }
    let whole = prefixBits / 8
    guard other[..<whole] == bytes[..<whole] else { return false }
    let rest = prefixBits % 8
    return rest == 0 || (other[whole] ^ bytes[whole]) >> (8 - UInt8(rest)) == 0
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    var address = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &address) == 1 { return Array(address[..<4]) }
    guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
    let isMapped = address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xff && address[11] == 0xff
    return isMapped ? Array(address[12...]) : address
  }
}
