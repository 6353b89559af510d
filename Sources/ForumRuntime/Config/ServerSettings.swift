public import ForumWiring

/// Where the server lives and who may reach it.
public struct ServerSettings: Sendable {
  public let data = Setting("data", default: "./forum-data", "The data directory; made when it is not there.") {
    $0.isEmpty ? "the path of a folder" : nil
  }
  public let listen = Setting("listen", default: "127.0.0.1:8080", "HOST:PORT to serve HTTP on; port 0 picks a free one.") {
    ListenAddress($0) == nil ? "HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080" : nil
  }
  public let trustedProxies = Setting(
    "trusted_proxies", default: [], "Addresses and ranges of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."
  ) {
    $0.first { !AddressRange.isValid($0) }.map { "addresses or ranges such as 10.0.0.0/8, unlike “\($0)”" }
  }
  public let defaultTenant = Setting("tenant.default", default: "main", "The tenant of requests that name none.") {
    $0.isEmpty ? "a name" : nil
  }
  public let registrationOpen = Setting("registration.open", default: true, reloadable: true, "Whether anybody may register; the invited always may.")
  public let registrationVerifiesMail = Setting(
    "registration.verify_mail", default: false,
    "Whether an account sleeps until its mail address is proven; then registration never tells which addresses have accounts.")
  public let registrationAsksApproval = Setting(
    "registration.approval", default: false, "Whether an account sleeps until an administrator lets it in; the invited are let in already.")
  public let adminSocket = Setting("admin.socket", default: true, "Whether command-line verbs reach the running server through its data directory.")
  public let readinessDelay = Setting(
    "shutdown.readiness_delay", default: .zero, in: .zero ... .seconds(600),
    "How long after SIGTERM /readyz answers 503 while everything else is still served: as long as a load balancer takes to see it.")
  public let drainTimeout = Setting(
    "shutdown.drain_timeout", default: .seconds(20), in: .zero ... .seconds(600), "How long requests at work may take to end after SIGTERM.")
}

/// How mail leaves.
public struct MailSettings: Sendable {
  public init() {}

  public let adapter = Setting("mail.adapter", default: "mail.log", "What sends mail.")
  public let sender = Setting("mail.from", default: "forum-lite <forum@localhost.localdomain>", "Who mails are from: an address, or NAME <ADDRESS>.")
  {
    $0.contains("@") && $0.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 && $0.value != 0x7f }
      ? nil : "one line of plain characters with an address"
  }
  public let linkTemplate = Setting(
    "mail.link", default: "",
    "The page that links in mails open, with {purpose} (verify, email, reset) and {token}; empty: mails show the token, for an app that asks for it."
  ) {
    $0.isEmpty || ($0.contains("{token}") && !$0.contains(where: \.isWhitespace)) ? nil : "an address with {token} in it"
  }
  public let site = Setting(
    "mail.site", default: "", "Where the forum's pages are, as https://forum.example.org, for the links in digests; empty: digests have none."
  ) {
    let isAddress = ($0.hasPrefix("https://") || $0.hasPrefix("http://")) && !$0.contains { $0.isWhitespace || "?#<>\"".contains($0) }
    return $0.isEmpty || isAddress ? nil : "an http or https address without a query"
  }
}

/// What is logged, and how.
public struct LogSettings: Sendable {
  public let level = Setting(
    "log.level", default: "info", choices: ["trace", "debug", "info", "notice", "warning", "error", "critical"], reloadable: true,
    "The least important level that is logged.")
  public let format = Setting("log.format", default: "text", choices: ["json", "text"], "One JSON object a line, or lines for people.")
}
