import ForumKernel
import ForumWiring
import Foundation
import Testing

@testable import ForumRuntime

@Suite("Configuration") struct ConfigTests {
  private static let secret = Setting("mail.password", default: "", secret: true, "A secret of some adapter.")

  private func load(
    _ yaml: String? = nil, environment: [String: String] = [:], flags: [String: String] = [:]
  ) throws -> ServerConfig {
    let loader = ConfigLoader(extra: [Self.secret.declaration], environment: environment)
    guard let yaml else { return try loader.load(flags: flags) }
    let path = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID()).yaml")
    try Data(yaml.utf8).write(to: path)
    defer { unlink(path.path) }
    return try loader.load(file: path.path, flags: flags)
  }

  private func faults(_ yaml: String? = nil, environment: [String: String] = [:], flags: [String: String] = [:]) throws -> [ConfigFault] {
    let faults = #expect(throws: ConfigFaults.self) { try load(yaml, environment: environment, flags: flags) }
    return try #require(faults).faults
  }

  @Test("every default is good and comes from the table") func defaultsAreGood() throws {
    let config = try load()
    #expect(config.server.listen == "127.0.0.1:8080")
    #expect(config.http.bodyMax == 1 << 20)
    #expect(config.origins.isEmpty && config.warnings.isEmpty)
    // What is printed is a file that says the same.
    let again = try load(ConfigListing(config).yaml(showsOrigins: true))
    #expect(config.changes(to: again) == ([], []))
  }

  @Test("flags win over variables, variables over the file, the file over defaults") func laterLayersWin() throws {
    let yaml = "sqlite:\n  readers: 2\n  queue_max: 20\n  batch_budget: 5ms\n"
    let config = try load(
      yaml, environment: ["FORUM_SQLITE_QUEUE_MAX": "30", "FORUM_SQLITE_BATCH_BUDGET": "6ms"], flags: ["sqlite.batch_budget": "7ms"])
    #expect(config.sqlite.readers == 2 && config.sqlite.queueMax == 30 && config.sqlite.batchBudget == .milliseconds(7))
    #expect(config.origins["sqlite.queue_max"] == .environment(name: "FORUM_SQLITE_QUEUE_MAX"))
    guard case .file(_, line: 2) = config.origins["sqlite.readers"] else {
      Issue.record("sqlite.readers should come from line 2")
      return
    }
  }

  @Test("an unknown key is refused with its line and the nearest known key") func unknownKeyIsRefused() throws {
    let fault = try #require(try faults("listen: \"127.0.0.1:0\"\nrate_limit:\n  enabeld: true\n").first)
    #expect(fault.place.hasSuffix(".yaml:3"))
    #expect(fault.message.contains("rate_limit.enabeld is not a known key. Did you mean rate_limit.enabled?"))
    #expect(try faults(flags: ["sqlite.reader": "1"]).first?.message.contains("sqlite.readers") == true)
  }

  @Test("a wrong type names the key, what was expected and what was there") func wrongTypeIsNamed() throws {
    let fault = try #require(try faults("sqlite:\n  readers: many\n").first)
    #expect(fault.message == "sqlite.readers: expected a whole number, got the text “many”.")
    #expect(try faults("http: 5\n").first?.message.contains("http is a section") == true)
    #expect(try faults("log:\n  level: loud\n").first?.message.contains("one of trace, debug") == true)
    #expect(try faults("session:\n  rotation_grace: 30\n").first?.message.contains("a duration such as 30s") == true)
  }

  @Test("all faults of all layers are reported at once") func allFaultsAtOnce() throws {
    let all = try faults(
      "sqlite:\n  readers: 1000\nlisten: nowhere\nnonsense: 1\n", environment: ["FORUM_HTTP_BODY_MAX": "huge"], flags: ["log.format": "xml"])
    #expect(all.count == 5)
    #expect(all.contains { $0.message == "sqlite.readers: expected 1 to 64, got “1000”." })
  }

  @Test("a key that is set twice in one file is refused") func duplicateIsRefused() throws {
    #expect(try faults("sqlite:\n  readers: 1\nsqlite.readers: 2\n").first?.message.contains("is set already") == true)
    #expect(try faults("listen: a:1\nlisten: b:2\n").first?.message.contains("twice") == true)
  }

  @Test("what is not YAML, not there or not a mapping is a fault of the file") func brokenFileIsAFault() throws {
    #expect(try faults("a: [1\n").first?.message.contains("not YAML") == true)
    #expect(try faults("- 1\n").first?.message.contains("mapping") == true)
    #expect(throws: ConfigFaults.self) { try ConfigLoader(environment: ["FORUM_CONFIG": "/nowhere/forum.yaml"]).load() }
  }

  @Test("an unknown FORUM_ variable is a warning") func unknownVariableWarns() throws {
    let config = try load(environment: ["FORUM_LISTN": "x", "FORUM_ADMIN_PASSWORD": "x", "HOME": "/"])
    #expect(config.warnings == ["The variable FORUM_LISTN means nothing to forum-lite. Did you mean FORUM_LISTEN?"])
  }

  @Test("mails that are sent without the forum's address are a warning, for digests have no link then") func mailWithoutSiteWarns() throws {
    #expect(try load(environment: ["FORUM_MAIL_ADAPTER": "mail.file"]).warnings.first?.contains("mail.site") == true)
    #expect(try load(environment: ["FORUM_MAIL_ADAPTER": "mail.file", "FORUM_MAIL_SITE": "https://forum.example.org"]).warnings.isEmpty)
  }

  @Test("a secret comes from a file, never from both places, and is never shown") func secretsStaySecret() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID())").path
    try Data("hush\n".utf8).write(to: URL(filePath: path))
    defer { unlink(path) }
    let config = try load(environment: ["FORUM_MAIL_PASSWORD_FILE": path])
    #expect(config.values[Self.secret] == "hush")
    let listing = ConfigListing(config)
    #expect(!(try listing.json() + listing.yaml(showsOrigins: true)).contains("hush"))
    #expect(listing.yaml(showsOrigins: true).contains("# password: set, FORUM_MAIL_PASSWORD_FILE (\(path))"))
    let both = try faults(environment: ["FORUM_MAIL_PASSWORD_FILE": path, "FORUM_MAIL_PASSWORD": "x"])
    #expect(both.first?.message.contains("Set one of them") == true)
  }

  @Test("changes are split by whether they need a restart") func changesAreSplit() throws {
    let changes = try load().changes(to: load(flags: ["log.level": "debug", "data": "/elsewhere"]))
    #expect(changes == (["log.level"], ["data"]))
  }

  @Test(
    "addresses, durations and sizes are read and written alike",
    arguments: [(SettingKind.duration, "30s"), (.duration, "1500ms"), (.duration, "7d"), (.size, "64MiB"), (.size, "1000B"), (.list, "a,b")])
  func valuesRoundTrip(kind: SettingKind, text: String) throws {
    #expect(kind.parse(text)?.description == text)
  }

  @Test("durations and sizes without a unit, with a sign or too large are refused") func malformedScalesAreRefused() {
    for text in ["30", "-1s", "s", "1.5h", "99999999999999999d", "1 s"] { #expect(SettingKind.duration.parse(text) == nil, "\(text)") }
    for text in ["64", "64MB", "9999999999999GiB"] { #expect(SettingKind.size.parse(text) == nil, "\(text)") }
  }

  @Test("HOST:PORT is read with names, addresses and brackets") func listenAddressIsRead() {
    #expect(ListenAddress("[::1]:0")?.host == "::1")
    #expect(ListenAddress("localhost:80")?.description == "localhost:80")
    for text in ["localhost", ":80", "::1:80", "a:b", "a:70000", "a b:1"] { #expect(ListenAddress(text) == nil, "\(text)") }
    for text in ["10.0.0.0/8", "::1", "fe80::/10", "127.0.0.1"] { #expect(AddressRange.isValid(text), "\(text)") }
    for text in ["10.0.0.0/33", "host", "10.0.0/8", "::1/a", "1.1.1.1/8/8"] { #expect(!AddressRange.isValid(text), "\(text)") }
  }

  @Test("the schema closes every section and names every key") func schemaIsClosed() throws {
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(ConfigSchema.json(adapters: []).utf8)) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    let http = try #require(properties["http"] as? [String: Any])
    #expect(schema["additionalProperties"] as? Bool == false && http["additionalProperties"] as? Bool == false)
    #expect((http["properties"] as? [String: Any])?["body_max"] != nil)
  }
}
