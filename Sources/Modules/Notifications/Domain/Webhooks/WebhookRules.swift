public import ForumKernel

/// What the operator lets webhooks reach. An address is asked when it is set, and again with all that its name resolves to before each try.
public struct WebhookRules: Sendable, Equatable {
  /// Hosts that may be asked without TLS.
  public let plainHosts: Set<String>
  /// Whether this machine and its own networks may be asked.
  public let allowsPrivate: Bool

  public init(plainHosts: Set<String> = [], allowsPrivate: Bool = false) {
    self.plainHosts = plainHosts
    self.allowsPrivate = allowsPrivate
  }

  /// Throws `invalid` with every fault of an address that is never asked, whatever its name resolves to.
  public func check(_ url: WebhookURL) throws(AppError) {
    var faults: [Fault] = []
    if !url.isSecure, !plainHosts.contains(url.host) { faults.append(Fault("/url", "scheme", "The address must begin with https://.")) }
    if !Self.isPort(url.port), !(url.port == 80 && !url.isSecure) {
      faults.append(Fault("/url", "port", "The port must be 443, 8443 or above 1023, and none of a service that is no web server."))
    }
    // The same words for all hosts: they tell nothing of the network that the forum is in.
    if !isHost(url) { faults.append(Fault("/url", "host", "The host must be the full name of a machine that everybody can reach.")) }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }

  /// Whether a machine of this address is asked.
  public func allows(_ address: IPAddress) -> Bool { address.isPublic || (allowsPrivate && address.isLocal) }

  private func isHost(_ url: WebhookURL) -> Bool {
    if let address = url.address { return allows(address) }
    if allowsPrivate { return true }
    let labels = url.host.split(separator: ".")
    return labels.count > 1 && !Self.localNames.contains(String(labels[labels.count - 1]))
  }

  private static func isPort(_ port: Int) -> Bool { [443, 8443].contains(port) || (port > 1023 && !otherServices.contains(port)) }

  /// Names that are looked up in one's own network.
  private static let localNames: Set<String> = [
    "local", "localhost", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "test", "invalid", "onion",
  ]

  /// Those that read what a web client sends as commands: databases, caches, mail, brokers, X11, IRC.
  private static let otherServices: Set<Int> = [
    1433, 1521, 2049, 2375, 2379, 3306, 3389, 4222, 5432, 5672, 5900, 6000, 6379, 6667, 9042, 9200, 11_211, 27_017,
  ]
}
