import ForumKernel
import ForumWiring
import Foundation
import Support
import Synchronization
import Testing

@testable import Vault

/// A vault that answers as a test says, and remembers what it was asked.
final class ScriptedVault: Sendable {
  private let state: Mutex<(lines: [String], count: Int)> = Mutex(([], 0))

  var lines: [String] { state.withLock { $0.lines } }
  func count(_ part: String) -> Int { lines.count { $0.contains(part) } }

  /// Runs `body` with a vault that knows the token, and answers `answer` where it is not nil.
  static func run(
    _ answer: @escaping @Sendable (_ line: String, _ number: Int) -> String?,
    _ body: (VaultSecrets, ScriptedVault) async throws -> Void
  ) async throws {
    let vault = ScriptedVault()
    try await ScriptedServer.run(
      { line in
        let number = vault.state.withLock { state in
          state.lines.append(line)
          return state.lines.count { $0 == line }
        }
        if line.contains("lookup-self") { return answer(line, number) ?? ScriptedServer.json("200 OK", Self.token) }
        return answer(line, number)
      }
    ) { server in
      let target = try VaultTarget(address: server.url, logIn: .token(FixedSecret("s.token")))
      let secrets = try VaultSecrets(target, requestTimeout: .milliseconds(500))
      do { try await body(secrets, vault) } catch {
        await secrets.close()
        throw error
      }
      await secrets.close()
    }
  }

  static let token = #"{"data":{"ttl":3600,"renewable":true,"expire_time":"2100-01-01T00:00:00Z"}}"#

  static func lease(_ number: Int, seconds: Int, renewable: Bool = true) -> String {
    ScriptedServer.json(
      "200 OK",
      #"{"lease_id":"l\#(number)","lease_duration":\#(seconds),"renewable":\#(renewable),"data":{"username":"u\#(number)","password":"p"}}"#)
  }

  static func value(_ text: String) -> String {
    ScriptedServer.json("200 OK", #"{"lease_id":"","lease_duration":0,"data":{"data":{"password":"\#(text)","port":5432},"metadata":{"version":1}}}"#)
  }
}

@Suite("Secrets from a vault") struct VaultSecretsTests {
  private func reference(_ text: String) throws -> SecretReference { try #require(SecretReference(text)) }

  private func until(_ holds: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(20)
    while try await !holds() {
      try #require(ContinuousClock.now < end)
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  @Test("a field is a text, and all of them are one object") func fields() async throws {
    try await ScriptedVault.run({ line, _ in line.hasPrefix("GET /v1/secret/data/forum ") ? ScriptedVault.value("x") : nil }) { secrets, _ in
      #expect(try await secrets.source(try reference("vault://secret/data/forum#password")).secret() == "x")
      #expect(try await secrets.source(try reference("vault://secret/data/forum#port")).secret() == "5432")
      #expect(try await secrets.source(try reference("vault://secret/data/forum")).secret() == #"{"password":"x","port":5432}"#)
      let missing = try reference("vault://secret/data/forum#user")
      let error = await #expect(throws: AppError.self) { _ = try await secrets.source(missing) }
      #expect(error?.slug == "vault_field" && error?.message.contains("vault://secret/data/forum") == true)
    }
  }

  @Test("what has no lease is read again when it is used, and stays while the vault can't be asked") func readAgain() async throws {
    let answers: @Sendable (String, Int) -> String? = { line, number in
      guard line.hasPrefix("GET /v1/secret") else { return nil }
      return number == 3 ? ScriptedServer.json("503 Service Unavailable", #"{"errors":["Vault is sealed"]}"#) : ScriptedVault.value("v\(number)")
    }
    try await ScriptedVault.run(answers) { secrets, _ in
      let source = try await secrets.source(try reference("vault://secret/data/forum#password"))
      #expect(try await source.secret() == "v1")
      await source.wasRefused("v1")
      #expect(try await source.secret() == "v2")
      await source.wasRefused("v2")
      #expect(try await source.secret() == "v2")
      #expect(secrets.current.problem?.contains("sealed") == true)
      // It looks by itself whether all is well again.
      try await until { secrets.current.problem == nil }
      #expect(try await source.secret() == "v4" && source.edition == 0)
    }
  }

  @Test("a lease is renewed while it can be, and another one is there before it ends") func leases() async throws {
    let answers: @Sendable (String, Int) -> String? = { line, number in
      if line.hasPrefix("GET /v1/database") { return ScriptedVault.lease(number, seconds: 2) }
      guard line.contains("leases/renew") else { return nil }
      return ScriptedServer.json("200 OK", #"{"lease_id":"l1","renewable":true,"lease_duration":\#(number == 1 ? 2 : 1),"data":null}"#)
    }
    try await ScriptedVault.run(answers) { secrets, vault in
      let source = try await secrets.source(try reference("vault://database/creds/forum"))
      #expect(try await source.secret().contains("u1") && secrets.current.leases == 1)
      try await until { source.edition == 1 }
      #expect(try await source.secret().contains("u2"))
      #expect(vault.count("leases/renew") == 2 && secrets.current.counts.renewals == 2 && secrets.current.counts.replacements == 1)
      #expect(secrets.current.secondsLeft ?? 0 > 1)
    }
  }

  @Test("a lease that the vault has lost is replaced at once") func lost() async throws {
    let answers: @Sendable (String, Int) -> String? = { line, number in
      if line.hasPrefix("GET /v1/database") { return ScriptedVault.lease(number, seconds: number == 1 ? 1 : 60) }
      return line.contains("leases/renew") ? ScriptedServer.json("400 Bad Request", #"{"errors":["lease not found"]}"#) : nil
    }
    try await ScriptedVault.run(answers) { secrets, _ in
      let source = try await secrets.source(try reference("vault://database/creds/forum"))
      try await until { source.edition == 1 }
      #expect(try await source.secret().contains("u2") && secrets.current.problem == nil)
    }
  }

  @Test("a user that is not let in is replaced at once, and no vault is asked for one each time somebody says so") func refused() async throws {
    let answers: @Sendable (String, Int) -> String? = { line, number in
      line.hasPrefix("GET /v1/database") ? ScriptedVault.lease(number, seconds: 3600) : nil
    }
    try await ScriptedVault.run(answers) { secrets, vault in
      let source = try await secrets.source(try reference("vault://database/creds/forum"))
      let first = try await source.secret()
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { await source.wasRefused(first) } }
      }
      let second = try await source.secret()
      #expect(second != first)
      await source.wasRefused(first)
      for _ in 0..<20 { await source.wasRefused(try await source.secret()) }
      #expect(vault.count("database/creds") == 2)
    }
  }

  @Test("while the vault says nothing, what is leased is given without a wait") func silence() async throws {
    let answers: @Sendable (String, Int) -> String? = { line, number in
      line.hasPrefix("GET /v1/database") && number == 1 ? ScriptedVault.lease(number, seconds: 1) : nil
    }
    try await ScriptedVault.run(answers) { secrets, _ in
      let source = try await secrets.source(try reference("vault://database/creds/forum"))
      try await until { secrets.current.problem != nil }
      let began = ContinuousClock.now
      #expect(try await source.secret().contains("u1"))
      #expect(ContinuousClock.now - began < .milliseconds(400))
    }
  }
}
