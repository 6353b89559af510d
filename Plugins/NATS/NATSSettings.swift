public import ForumWiring

/// How `stream.nats` is configured. The URL may hold a password, so it is a secret too: `FORUM_STREAM_URL_FILE`.
public struct NATSSettings: Sendable {
  /// The keys; each one's last text says what it is.
  public init() {}

  public let url = Setting(
    "stream.url", default: "nats://127.0.0.1:4222", secret: true, "The NATS server, or several of a cluster joined by commas; tls:// for TLS.",
    complaint: { NATSTarget.complaint(url: $0) })
  public let credentialsFile = Setting(
    "nats.credentials_file", default: "",
    "A credentials file as nsc writes it, or one with the seed of a user's key; empty: none. Read at each new connection.")
  public let authorityFile = Setting(
    "nats.ca_file", default: "", "A PEM file of the authorities that vouch for the server; empty: the system's.",
    complaint: { ReadableFile.complaint($0) })
  public let name = Setting(
    "nats.stream", default: "FORUM", "The stream's name, to tell two forums on one server apart; dead letters go to the same with _DEAD.",
    complaint: { NATSSubject.isName($0) ? nil : "letters, digits, - and _ alone" })
  public let maxBytes = Setting(
    "nats.max_bytes", defaultBytes: 1 << 30, in: 1 << 20...1 << 44, "The most the stream takes on the server; older events are removed.")
  public let replicas = Setting("nats.replicas", default: 1, in: 1...5, "Servers of a cluster that keep a copy of the stream.")
  public let duplicateWindow = Setting(
    "nats.duplicate_window", default: .seconds(120), in: .seconds(120) ... .seconds(86_400),
    "How long the server knows an event again that is sent twice.")
  public let requestTimeout = Setting(
    "nats.request_timeout", default: .seconds(2), in: .milliseconds(10) ... .seconds(30), "How long a request may take.")
  public let connectTimeout = Setting(
    "nats.connect_timeout", default: .seconds(2), in: .milliseconds(10) ... .seconds(60), "How long connecting may take.")

  /// All of them, for the factory.
  public var declarations: [SettingDeclaration] {
    [
      url.declaration, credentialsFile.declaration, authorityFile.declaration, name.declaration, maxBytes.declaration, replicas.declaration,
      duplicateWindow.declaration, requestTimeout.declaration, connectTimeout.declaration,
    ]
  }
}

extension NATSStream {
  /// Connects as the settings say; events are kept for `age`, and only so many. Throws `invalid` (`nats_url`, `nats_credentials`, `nats_refused`).
  public static func open(_ values: SettingValues, age: Duration, count: Int) async throws -> NATSStream {
    let settings = NATSSettings()
    let (authorityFile, credentialsFile) = (values[settings.authorityFile], values[settings.credentialsFile])
    let read: @Sendable (String) throws -> NATSTarget = { url in
      try NATSTarget(
        url: url, authorityFile: authorityFile.isEmpty ? nil : authorityFile,
        credentials: credentialsFile.isEmpty ? nil : try NATSCredentials(file: credentialsFile))
    }
    let (url, source) = (values[settings.url], values.source(settings.url))
    var target = try read(url)
    if source != nil || !credentialsFile.isEmpty { target.renewal = { try read(try await source?.secret() ?? url) } }
    var stream = NATSStreamLimits()
    stream.name = values[settings.name]
    (stream.maxAge, stream.maxMessages) = (age, Int64(count))
    stream.maxBytes = Int64(values[settings.maxBytes])
    stream.replicas = values[settings.replicas]
    stream.duplicateWindow = values[settings.duplicateWindow]
    var limits = NATSLimits()
    limits.requestTimeout = values[settings.requestTimeout]
    limits.connectTimeout = values[settings.connectTimeout]
    return try await open(target, stream: stream, limits: limits)
  }
}
