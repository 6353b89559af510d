/// Where a server listens.
struct NATSAddress: Hashable, Sendable, CustomStringConvertible {
  static let portDefault = 4222

  let host: String
  let port: Int

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
