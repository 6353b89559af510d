/// Where a server listens.
struct RedisAddress: Hashable, Sendable, CustomStringConvertible {
  let host: String
  let port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// `host:port` as redirections have it; an empty host is the one that sent it.
  init?(_ text: Substring, relativeTo peer: RedisAddress) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), 1...65_535 ~= port else { return nil }
    let host = text[..<colon]
    self.init(host: host.isEmpty || host == "?" ? peer.host : String(host), port: port)
  }

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
