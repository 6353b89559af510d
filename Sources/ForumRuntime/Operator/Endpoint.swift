import ForumWiring
import Foundation

/// Where a port's back end is, as people may see it.
enum Endpoint {
  /// `postgresql://forum:***@db.example.org/forum`, or where the embedded one keeps its data. `adapter` with its port or without.
  static func of(_ port: String, _ adapter: String, _ config: ServerConfig) -> String {
    let embedded = ["store.sqlite", "cache.lmdb", "stream.log", "search.index"]
    let name = adapter.hasPrefix("\(port).") ? adapter : "\(port).\(adapter)"
    if name == "stream.log" { return "the store's own log" }
    guard !embedded.contains(name), let declaration = config.declarations.first(where: { $0.key == "\(port).url" }),
      case .text(let address) = config.values[declaration]
    else { return config.server.data }
    return withoutSecrets(address)
  }

  /// An address with `***` for every password: of a URL, of its query, or of libpq's `password=…`.
  static func withoutSecrets(_ address: String) -> String {
    if var components = URLComponents(string: address), components.scheme != nil {
      if components.password != nil { components.password = "***" }
      components.queryItems = components.queryItems?.map { item in
        URLQueryItem(name: item.name, value: item.name.lowercased().contains("password") ? "***" : item.value)
      }
      return components.string ?? "***"
    }
    return address.split(separator: " ").map { $0.lowercased().contains("password") ? "password=***" : String($0) }.joined(separator: " ")
  }
}
