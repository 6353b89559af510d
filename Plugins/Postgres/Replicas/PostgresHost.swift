/// `HOST[:PORT]`, with brackets around an IPv6 address that has a port.
struct PostgresHost: Hashable, Sendable, CustomStringConvertible {
  private static let portDefault = 5432

  let name: String
  let port: Int

  init?(_ text: String) {
    var (name, port) = (text[...], Self.portDefault)
    if let colon = text.lastIndex(of: ":"), text.hasPrefix("[") ? text[..<colon].hasSuffix("]") : text.firstIndex(of: ":") == colon {
      guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
      (name, port) = (text[..<colon], number)
    }
    if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
    guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || "[],/@".contains($0) }) else { return nil }
    self.name = String(name)
    self.port = port
  }

  var description: String { name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)" }
}
