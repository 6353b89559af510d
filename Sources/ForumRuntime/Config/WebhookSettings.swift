public import ForumWiring

/// What webhooks may reach, and how long.
public struct WebhookSettings: Sendable {
  public init() {}

  public let enabled = Setting(
    "webhooks.enabled", default: true,
    "Whether webhooks are sent. Off, what happens waits: for a copy of a forum that must not tell the real receivers.")
  public let allowHTTPTo = Setting(
    "webhooks.allow_http_to", default: [], "Hosts that webhooks may tell without TLS, such as localhost: for local use."
  ) {
    $0.first { $0.isEmpty || $0 != $0.lowercased() || $0.contains("/") || $0.contains("*") }.map { "names or addresses of hosts, unlike “\($0)”" }
  }
  public let allowPrivate = Setting(
    "webhooks.allow_private", default: false,
    "Whether webhooks may reach this machine and private networks: whoever may make webhooks then reaches what is there.")
  public let timeout = Setting(
    "webhooks.timeout", default: .seconds(15), in: .milliseconds(100) ... .seconds(60), "How long a receiver may take to answer.")
  public let connections = Setting(
    "webhooks.connections", default: 64, in: 1...1000, "Deliveries on their way at once; a tenant has a quarter of it.")
  public let connectionsPerHost = Setting("webhooks.connections_per_host", default: 8, in: 1...1000, "The same of one tenant to one host.")
  public let logRetention = Setting(
    "webhooks.log_retention", default: .seconds(30 * 86_400), in: .seconds(3600) ... .seconds(366 * 86_400),
    "How long deliveries that are over can be seen and sent again.")
  public let disableAfter = Setting(
    "webhooks.disable_after", default: .seconds(5 * 86_400), in: .seconds(60) ... .seconds(366 * 86_400),
    "A receiver that has taken nothing for so long is turned off.")
}
