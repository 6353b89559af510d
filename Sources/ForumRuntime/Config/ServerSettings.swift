public import ForumWiring

/// Where the server lives and who may reach it.
public struct ServerSettings: Sendable {
  public let data = Setting("data", default: "./forum-data", "The data directory; made when it is not there.") {
    $0.isEmpty ? "the path of a folder" : nil
  }
  public let listen = Setting("listen", default: "127.0.0.1:8080", "HOST:PORT to serve HTTP on; port 0 picks a free one.") {
    ListenAddress($0) == nil ? "HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080" : nil
  }
  public let trustedProxies = Setting("trusted_proxies", default: [], "Addresses and ranges of proxies whose X-Forwarded-For is believed.") {
    $0.first { !AddressRange.isValid($0) }.map { "addresses or ranges such as 10.0.0.0/8, unlike “\($0)”" }
  }
  public let defaultTenant = Setting("tenant.default", default: "main", "The tenant of requests that name none.") {
    $0.isEmpty ? "a name" : nil
  }
  public let registrationOpen = Setting("registration.open", default: true, reloadable: true, "Whether anybody may register.")
  public let adminSocket = Setting("admin.socket", default: true, "Whether command-line verbs reach the running server through its data directory.")
  public let drainTimeout = Setting(
    "shutdown.drain_timeout", default: .seconds(20), in: .zero ... .seconds(600), "How long requests at work may take to end after SIGTERM.")
}

/// What is logged, and how.
public struct LogSettings: Sendable {
  public let level = Setting(
    "log.level", default: "info", choices: ["trace", "debug", "info", "notice", "warning", "error", "critical"], reloadable: true,
    "The least important level that is logged.")
  public let format = Setting("log.format", default: "text", choices: ["json", "text"], "One JSON object a line, or lines for people.")
}
