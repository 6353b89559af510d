extension Call {
  /// The network that the client is in, for lists of sessions: 203.0.113.0/24 or 2001:db8:1::/48; empty when it is not known.
  var clientNetwork: String {
    guard let clientAddress, let address = IPAddress(clientAddress) else { return "" }
    if address.isMappedIPv4 { return address.bytes[12..<15].map(String.init).joined(separator: ".") + ".0/24" }
    let groups = stride(from: 0, to: 6, by: 2).map { String(UInt16(address.bytes[$0]) << 8 | UInt16(address.bytes[$0 + 1]), radix: 16) }
    return groups.joined(separator: ":") + "::/48"
  }
}
