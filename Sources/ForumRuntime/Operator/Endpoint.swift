import ForumWiring

/// Where a port's back end is, as people may see it.
enum Endpoint {
  /// `postgresql://forum:***@db.example.org/forum`, or where the embedded one keeps its data. `adapter` with its port or without.
  static func of(_ port: String, _ adapter: String, _ config: ServerConfig) -> String {
    let embedded = ["store.sqlite", "cache.lmdb", "stream.log", "search.index", "blobs.directory"]
    let name = adapter.hasPrefix("\(port).") ? adapter : "\(port).\(adapter)"
    if name == "stream.log" { return "the store's own log" }
    guard !embedded.contains(name), let declaration = config.declarations.first(where: { $0.key == "\(port).url" }),
      case .text(let address) = config.values[declaration]
    else { return config.server.data }
    return withoutSecrets(address)
  }

  /// An address with `***` for every password and token in it: of URLs, of their queries, of libpq's `password = …`. Whatever could be read in two
  /// ways is hidden.
  static func withoutSecrets(_ address: String) -> String {
    guard let scheme = address.firstRange(of: "://") else {
      let assigned = /([a-z_]*(?:password|token|secret)[a-z_]*)\s*=\s*(?:'(?:[^'\\]|\\.)*'?|(?:\\.|\S)*)/.ignoresCase()
      return address.replacing(assigned) { "\($0.1)=***" }
    }
    let inQuery = /([?&][a-z_]*(?:password|token|secret)[a-z_]*)=[^&]*/.ignoresCase()
    // Of NATS there may be several.
    let isNATS = ["nats", "tls"].contains(address[..<scheme.lowerBound])
    let urls = isNATS ? address.split(separator: /,(?=(?:nats|tls):\/\/)/) : [address[...]]
    return urls.map { withoutUser(in: $0, isToken: isNATS).replacing(inQuery) { "\($0.1)=***" } }.joined(separator: ",")
  }

  /// A user without a password stays, unless it is a token.
  private static func withoutUser(in url: Substring, isToken: Bool) -> String {
    guard let scheme = url.firstRange(of: "://"), let at = url.lastIndex(of: "@"), at >= scheme.upperBound else { return String(url) }
    let user = url[scheme.upperBound..<at]
    let shown = user.firstIndex(of: ":").map { "\(user[..<$0]):***" } ?? (isToken ? "***" : String(user))
    return url[..<scheme.upperBound] + shown + url[at...]
  }
}
