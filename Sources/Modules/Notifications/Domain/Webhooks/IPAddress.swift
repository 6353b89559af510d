/// An address of IPv4 or IPv6, as bytes.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// Four or sixteen.
  public let bytes: [UInt8]

  /// nil for any other length.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Four decimal numbers without zeros before them. Not 127.1, 0177.0.0.1, 0x7f.0.0.1 nor 2130706433, which some take for an address.
  public init?(v4 text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part -> UInt8? in
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || !part.hasPrefix("0") else {
        return nil
      }
      return UInt8(part)
    }
    guard parts.count == 4, numbers.count == 4 else { return nil }
    bytes = numbers
  }

  /// Groups of hexadecimal digits with at most one `::`; the last two may be an IPv4 address. No zone.
  public init?(v6 text: some StringProtocol) {
    var text = String(text)
    if let colon = text.lastIndex(of: ":"), text.contains(".") {
      guard let tail = IPAddress(v4: text[text.index(after: colon)...]) else { return nil }
      let (high, low) = (Self.group(tail.bytes[0], tail.bytes[1]), Self.group(tail.bytes[2], tail.bytes[3]))
      text = "\(text[...colon])\(high):\(low)"
    }
    let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
    guard halves.count <= 2, let head = Self.groups(halves[0]), let tail = halves.count == 2 ? Self.groups(halves[1]) : [] else { return nil }
    let zeros = 8 - head.count - tail.count
    guard halves.count == 2 ? zeros >= 1 : zeros == 0 else { return nil }
    let all: [UInt16] = head + [UInt16](repeating: 0, count: zeros) + tail
    bytes = all.flatMap { group -> [UInt8] in [UInt8(group >> 8), UInt8(group & 0xff)] }
  }

  private static func group(_ high: UInt8, _ low: UInt8) -> String { String(UInt16(high) << 8 | UInt16(low), radix: 16) }

  private static func groups(_ text: Substring) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let groups = parts.compactMap { part in (1...4).contains(part.utf8.count) && !part.hasPrefix("+") ? UInt16(part, radix: 16) : nil }
    return groups.count == parts.count ? groups : nil
  }

  public var description: String {
    guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2).map { Self.group(bytes[$0], bytes[$0 + 1]) }.joined(separator: ":")
  }

  func isIn(_ range: AddressRange) -> Bool {
    guard bytes.count == range.bytes.count else { return false }
    return bytes.indices.allSatisfy { index in
      let bits = min(max(range.bits - index * 8, 0), 8)
      let mask = UInt8(truncatingIfNeeded: 0xff00 >> bits)
      return bytes[index] & mask == range.bytes[index] & mask
    }
  }
}

/// Addresses that begin with the same bits.
struct AddressRange: Sendable {
  let bytes: [UInt8]
  let bits: Int

  /// `10.0.0.0/8`, `fc00::/7`. The ranges are written in this file alone.
  private init(_ text: StaticString) {
    let parts = "\(text)".split(separator: "/")
    guard parts.count == 2, let address = IPAddress(v4: parts[0]) ?? IPAddress(v6: parts[0]), let bits = Int(parts[1]) else {
      preconditionFailure("\(text) is no range of addresses")
    }
    (bytes, self.bits) = (address.bytes, bits)
  }

  /// Of this machine and of networks that are nobody else's.
  static let local = (["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7"] as [StaticString]).map(
    AddressRange.init)

  /// The rest that is no address of a public machine (IANA's registries of special-purpose addresses): this network, link-local and with it the metadata
  /// of clouds, protocol assignments, documentation, 6to4's relays, benchmarks, multicast, reserved.
  static let special =
    ([
      "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
      "224.0.0.0/4", "240.0.0.0/4",
      // Teredo, ORCHID and other protocols; documentation; 6to4.
      "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ] as [StaticString]).map(AddressRange.init)

  /// What is given to machines at all. Outside of it are mapped, translated (NAT64) and compatible addresses, link-local, site-local and multicast.
  static let global = AddressRange("2000::/3")
}

extension IPAddress {
  /// Whether the address is that of a machine that everybody can reach.
  public var isPublic: Bool { !isIn(AddressRange.local) && !isIn(AddressRange.special) && (bytes.count == 4 || isIn(AddressRange.global)) }

  /// Whether it is of this machine, or of a network of one's own.
  public var isLocal: Bool { isIn(AddressRange.local) }

  private func isIn(_ ranges: [AddressRange]) -> Bool { ranges.contains { isIn($0) } }
}
