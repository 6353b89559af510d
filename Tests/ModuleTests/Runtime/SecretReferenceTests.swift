import ForumKernel
import ForumWiring
import Logging
import Support
import Testing

@testable import ForumRuntime

@Suite("Secrets that the configuration refers to") struct SecretReferenceTests {
  private static let setting = Setting(
    "mail.password", default: "", secret: true, "A secret of some adapter.", complaint: { $0.isEmpty || $0.hasPrefix("good") ? nil : "a good one" })
  private static let name = setting.declaration.environmentName
  private static let vaultKey = Setting("vault.token", default: "", secret: true, "Opens the vault.")

  private func load(_ environment: [String: String], flags: [String: String] = [:]) throws(ConfigFaults) -> ServerConfig {
    try ConfigLoader(extra: [Self.setting.declaration, Self.vaultKey.declaration], environment: environment).load(flags: flags)
  }

  private func message(_ environment: [String: String]) -> String {
    do { _ = try load(environment) } catch { return error.faults.map(\.message).joined() }
    return ""
  }

  @Test("a path and a field, or a path alone") func forms() throws {
    let one = try #require(SecretReference("vault://secret/data/forum#pass word"))
    #expect(one.path == "secret/data/forum" && one.field == "pass word" && "\(one)" == "vault://secret/data/forum#pass word")
    #expect(SecretReference("vault://database/creds/forum")?.field == .some(nil))
  }

  @Test(
    "what could lead elsewhere is no reference",
    arguments: [
      "", "secret", "vault:/a", "vault://", "vault://#a", "vault:///a#b", "vault://a//b#c", "vault://a/../sys/seal#b", "vault://a/./b", "vault://a#",
      "vault://a?x=1#b", "vault://a%2f..#b", "vault://a b#c", "vault://ä#c", "vault://a#b#c", "vault://a#b\nc",
      "vault://\(String(repeating: "a", count: 2000))#b",
    ])
  func noReferences(text: String) { #expect(SecretReference(text) == nil) }

  @Test("a secret setting can be one, in a variable or in a flag, and is shown as one") func shown() throws {
    let config = try load([Self.name: "vault://secret/data/mail#password"])
    #expect(config.references["mail.password"]?.path == "secret/data/mail" && config.values[Self.setting].isEmpty)
    #expect(ConfigListing(config).yaml(showsOrigins: false).contains("# password: set, in the vault at vault://secret/data/mail#password"))
    #expect(try ConfigListing(config).json().contains("vault:"))
    #expect(try load([Self.name: "vault://a#b"], flags: ["mail.password": "good"]).references.isEmpty)
    #expect(try load([Self.name: "good"], flags: ["mail.password": "vault://a#b"]).references.count == 1)
  }

  @Test("a malformed one is a fault that does not repeat it, and what opens the vault can't be in it") func faults() {
    let malformed = message([Self.name: "vault://hush?#"])
    #expect(malformed.contains("mail.password: expected vault://PATH#FIELD") && !malformed.contains("hush"), "\(malformed)")
    #expect(message(["FORUM_VAULT_TOKEN": "vault://a#b"]).contains("can't be in it"))
  }

  @Test("what the vault holds becomes the setting's value and source") func read() async throws {
    let config = try await reading("good one") { Issue.record("the vault was closed") }
    #expect(config.values[Self.setting] == "good one")
    let source = try #require(config.values.source(Self.setting))
    #expect(try await source.secret() == "good one")
  }

  @Test("what is not as the setting needs it is told with both names and without the value, and the vault is closed") func unsuitable() async throws {
    let error = await confirmation { closed in
      await #expect(throws: AppError.self) { _ = try await reading("hush") { closed() } }
    }
    #expect(error?.slug == "secret_unsuitable" && error?.message.contains("mail.password is vault://a#b") == true)
    #expect(error?.message.contains("hush") == false)
  }

  private func reading(_ text: String, whenClosed: @escaping @Sendable () -> Void = {}) async throws -> ServerConfig {
    let vault = AdapterFactory<SecretVault>("secrets.vault", "One text.") { _ in
      SecretVault(
        source: { _ in ChangingSecret(text) },
        state: { SecretVaultState(endpoint: "", problem: nil, leases: 0, secondsLeft: nil, renewals: 0, replacements: 0, failures: 0) },
        close: whenClosed)
    }
    let config = try load([Self.name: "vault://a#b"])
    let context = AdapterContext(
      dataDirectory: "", settings: config.values, clock: ManualClock(), logger: .silent, container: Container())
    let (read, opened) = try await config.readingSecrets(try TestAdapters.inMemory(vault: vault), context)
    #expect(opened != nil)
    return read
  }
}
