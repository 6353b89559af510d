import ForumKernel
import ForumWiring
import Support
import Testing

@testable import Vault

@Suite("A vault that fails") struct VaultFaultTests {
  /// An answer that is none; its name stands for it in reports.
  enum BadAnswer: String, CaseIterable {
    case redirection, anotherType, wrongMember, noBody, compressed, page, deep, noHTTP, declaredHuge, huge

    var bytes: String {
      switch self {
      case .redirection: "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
      case .anotherType: ScriptedServer.json("200 OK", "[]")
      case .wrongMember: ScriptedServer.json("200 OK", #"{"lease_id":7,"data":"hush"}"#)
      case .noBody: ScriptedServer.json("200 OK", "")
      case .compressed: ScriptedServer.json("200 OK", #"{"data":{}}"#, headers: "Content-Encoding: gzip\r\n")
      case .page: ScriptedServer.json("500 Internal Server Error", "<html>")
      case .deep: ScriptedServer.json("200 OK", #"{"data":"# + String(repeating: #"{"a":"#, count: 50_000))
      case .noHTTP: "nonsense\r\n\r\n"
      case .declaredHuge: "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"
      case .huge:
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + String(repeating: "400\r\n\(String(repeating: " ", count: 1024))\r\n", count: 2000)
      }
    }
  }

  private func failure(_ answer: @escaping @Sendable (String, Int) -> String?) async throws -> AppError {
    let reference = try #require(SecretReference("vault://secret/data/forum#password"))
    var failure: AppError?
    try await ScriptedVault.run(answer) { secrets, _ in
      failure = await #expect(throws: AppError.self) { _ = try await secrets.source(reference) }
    }
    return try #require(failure)
  }

  @Test("an answer that is none is told with the path", arguments: BadAnswer.allCases)
  func badAnswers(bad: BadAnswer) async throws {
    let answer = bad.bytes
    let error = try await failure { line, _ in line.contains("/secret/") ? answer : nil }
    #expect(error.code == .unavailable && error.slug == "vault_malformed" && error.message.contains("vault://secret/data/forum"), "\(error)")
    #expect(!error.message.contains("hush"))
  }

  @Test(
    "a vault that says nothing, or never comes to the end, is given up at the deadline",
    arguments: [nil, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"])
  func silence(answer: String?) async throws {
    let began = ContinuousClock.now
    let error = try await failure { line, _ in line.contains("/secret/") ? answer : nil }
    #expect(error.slug == "vault_timed_out" && ContinuousClock.now - began < .seconds(5))
  }

  @Test(
    "what a vault refuses is told with what to do",
    arguments: [
      ("503 Service Unavailable", #"{"errors":["Vault is sealed"]}"#, "vault_sealed", "unseal"),
      ("403 Forbidden", #"{"errors":["permission denied"]}"#, "vault_denied", #"path "secret/data/forum" { capabilities = ["read"] }"#),
      ("404 Not Found", #"{"errors":[]}"#, "vault_nothing_there", "nothing is there"),
      ("404 Not Found", #"{"data":null,"warnings":["Invalid path for a versioned K/V secrets engine."]}"#, "vault_nothing_there", "versioned"),
      ("429 Too Many Requests", #"{"errors":["slow\ndown"]}"#, "vault_refused", "429: slow down"),
      ("500 Internal Server Error", #"{"errors":["1 error occurred: no connection"]}"#, "vault_refused", "no connection"),
    ])
  func refusals(status: String, body: String, slug: String, words: String) async throws {
    let error = try await failure { line, _ in line.contains("/secret/") ? ScriptedServer.json(status, body) : nil }
    #expect(error.slug == slug && error.message.contains(words) && error.message.contains("vault://secret/data/forum"), "\(error)")
  }

  @Test("a token that is none is told as such, and is not repeated") func wrongToken() async throws {
    let error = try await failure { _, _ in ScriptedServer.json("403 Forbidden", #"{"errors":["permission denied"]}"#) }
    #expect(error.slug == "vault_log_in" && error.message.contains("vault.token") && !error.message.contains("s.token"), "\(error)")
  }

  @Test("a token that could not stand in a header is not sent") func brokenToken() async throws {
    let target = try VaultTarget(address: "http://127.0.0.1:1", logIn: .token(FixedSecret("a\r\nHost: elsewhere")))
    let secrets = try VaultSecrets(target)
    let reference = try #require(SecretReference("vault://a/b#c"))
    let error = await #expect(throws: AppError.self) { _ = try await secrets.source(reference) }
    #expect(error?.slug == "vault_log_in")
    await secrets.close()
  }

  @Test(
    "an address that is none is refused",
    arguments: ["", "vault:8200", "ftp://vault", "https://vault/v1", "https://root@vault", "https://vault?x"])
  func addresses(address: String) {
    #expect(throws: AppError.self) { try VaultTarget(address: address, logIn: .token(FixedSecret("t"))) }
  }

  @Test("the settings must say who asks, in one way") func logIns() throws {
    let settings = VaultSettings()
    func target(_ values: [String: String]) throws(AppError) -> VaultTarget { try VaultTarget(SettingValues(values.mapValues { .text($0) })) }
    for values in [[:], [settings.token.declaration.key: "t", settings.roleID.declaration.key: "r"]] {
      let error = #expect(throws: AppError.self) { try target(values) }
      #expect(error?.slug == "vault_log_in")
    }
    guard case .appRole("approle", _, nil) = try target([settings.roleID.declaration.key: "r"]).logIn else {
      Issue.record("no AppRole")
      return
    }
  }
}
