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

/// The text of an IP address or of a block of them: `10.0.0.0/8`, `::1`.
enum AddressRange {
  static func isValid(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else { return false }
    var address = in6_addr()
    let bitsMax = inet_pton(AF_INET, parts[0], &address) == 1 ? 32 : inet_pton(AF_INET6, parts[0], &address) == 1 ? 128 : -1
    guard bitsMax > 0, parts.count == 2 else { return bitsMax > 0 }
    return Int(parts[1]).map { (0...bitsMax).contains($0) } ?? false
  }
}
