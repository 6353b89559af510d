public import ForumWiring

/// How `flags.ofrep` is configured. The token is a secret: `FORUM_FLAGS_TOKEN`, `FORUM_FLAGS_TOKEN_FILE`.
public struct OFREPSettings: Sendable {
  /// The keys; each one's last text says what it is.
  public init() {}

  public let url = Setting(
    "flags.url", default: "http://127.0.0.1:8016", "The flag service, without /ofrep/v1; the default is flagd on this machine.",
    complaint: { OFREPTarget.complaint(url: $0) })
  public let token = Setting("flags.token", default: "", secret: true, "Sent as bearer token; empty: none is sent.")
  public let pollInterval = Setting(
    "ofrep.poll_interval", default: .seconds(30), in: .seconds(1) ... .seconds(3600),
    "How old an answer may get before it is asked for again; changes that the service tells by a stream are seen at once.")
  public let requestTimeout = Setting(
    "ofrep.request_timeout", default: .seconds(2), in: .milliseconds(10) ... .seconds(30), "How long one request of the flag service may take.")
  public let answerMax = Setting(
    "ofrep.answer_max", defaultBytes: 1 << 20, in: 1 << 10...16 << 20, "The largest answer that is read.")

  /// All of them, for the factory.
  public var declarations: [SettingDeclaration] {
    [url.declaration, token.declaration, pollInterval.declaration, requestTimeout.declaration, answerMax.declaration]
  }
}
