import Crypto
import ForumKernel
import ForumWiring
import Foundation
import Support
import Testing

@testable import NATS

@Suite("NATS knows who connects", .enabled(if: NATSBench.isThere, NATSBench.skipReason))
struct NATSAccessTests {
  private static let openssl = "/usr/bin/openssl"

  @Test("a name and password, and a token, are accepted when they are right", arguments: NATSServer.programs)
  func passwords(_ program: String) async throws {
    for (authorization, right, wrong) in [
      ("user: ada, password: \"a p:ss\"", "ada:a%20p%3Ass@", "ada:other@"), ("token: s3cret", "s3cret@", "other@"),
    ] {
      try await NATSServer.run(program: program, configure: { _ in "authorization: { \(authorization) }" }) { server in
        let stream = try await NATSBench.open(server.url.replacing("//", with: "//\(right)"))
        #expect(try await stream.info().last == 0)
        await stream.close()
        for url in [server.url.replacing("//", with: "//\(wrong)"), server.url] {
          let error = await NATSBench.failure { _ = try await NATSBench.open(url) }
          #expect(error?.code == .invalid && error?.slug == "nats_refused")
          #expect(error?.message.contains("s3cret") == false && error?.message.contains("other") == false)
        }
      }
    }
  }

  @Test("who connects is read anew for each connection", arguments: NATSServer.programs)
  func rotation(_ program: String) async throws {
    let configuration = { (password: String) in "authorization: { user: ada, password: \"\(password)\" }" }
    try await NATSServer.run(program: program, configure: { _ in configuration("first") }) { server in
      let url = { (password: String) in server.url.replacing("//", with: "//ada:\(password)@") }
      let secret = ChangingSecret(url("first"))
      let stream = try await NATSStream.open(
        SettingValues(["stream.url": .text(url("first"))], sources: ["stream.url": secret]), age: .seconds(3600), count: 1000)
      server.kill()
      try configuration("second").write(toFile: server.folder + "/server.conf", atomically: true, encoding: .utf8)
      try await server.start()
      try await NATSBench.eventually {
        guard await NATSBench.failure({ _ = try await stream.info() })?.slug == "stream_unauthenticated" else { throw NotYet() }
      }
      secret.change(to: url("second"))
      try await NATSBench.eventually { _ = try await stream.info() }
      await stream.close()
    }
  }

  @Test("a key signs what the server asks", arguments: NATSServer.programs)
  func keys(_ program: String) async throws {
    let (seed, key) = try Self.key(kind: 20)
    try await NATSServer.run(program: program, configure: { _ in "authorization: { users: [ { nkey: \(key.publicKey) } ] }" }) { server in
      let stream = try await NATSBench.open(server.url, credentials: try NATSCredentials(text: seed + "\n", name: "test"))
      #expect(try await stream.info().last == 0)
      await stream.close()
      let other = try NATSCredentials(text: try Self.key(kind: 20).seed, name: "test")
      let refusal = await NATSBench.failure { _ = try await NATSBench.open(server.url, credentials: other) }
      #expect(refusal?.slug == "nats_refused")
    }
  }

  @Test("a credentials file with a token and a key is accepted by a server that trusts its operator", arguments: NATSServer.programs)
  func credentials(_ program: String) async throws {
    let (operatorKey, account, user) = (try Self.key(kind: 14), try Self.key(kind: 0), try Self.key(kind: 20))
    let operatorToken = try Self.token(#"{"type":"operator","version":2}"#, for: operatorKey.key, by: operatorKey.key)
    let limits = #"{"subs":-1,"data":-1,"payload":-1,"imports":-1,"exports":-1,"wildcards":true,"conn":-1,"leaf":-1}"#
    let accountToken = try Self.token(#"{"limits":\#(limits),"type":"account","version":2}"#, for: account.key, by: operatorKey.key)
    let userToken = try Self.token(#"{"subs":-1,"data":-1,"payload":-1,"type":"user","version":2}"#, for: user.key, by: account.key)
    let configuration = """
      operator: \(operatorToken)
      resolver: MEMORY
      resolver_preload: { \(account.key.publicKey): \(accountToken) }
      """
    try await NATSServer.run(program: program, jetStream: false, configure: { _ in configuration }) { server in
      try await withTemporaryFolder { folder in
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = """
          -----BEGIN NATS USER JWT-----
          \(userToken)
          ------END NATS USER JWT------

          ************************* IMPORTANT *************************
          -----BEGIN USER NKEY SEED-----
          \(user.seed)
          ------END USER NKEY SEED------
          """
        try file.write(toFile: folder + "/user.creds", atomically: true, encoding: .utf8)
        let right = NATSClient(try NATSTarget(url: server.url, credentials: try NATSCredentials(file: folder + "/user.creds")))
        // Connected and allowed to ask: nobody is there to answer.
        try await NATSBench.eventually {
          do { _ = try await right.request("a", []) } catch NATSError.noResponders { return }
          throw NotYet()
        }
        right.close()
        let none = NATSClient(try NATSTarget(url: server.url))
        await #expect(throws: NATSError.self) { _ = try await none.request("a", []) }
        none.close()
      }
    }
  }

  @Test("a seed with a wrong letter, or a file without one, is no credentials")
  func badSeeds() throws {
    let (seed, key) = try Self.key(kind: 20)
    #expect(key.publicKey.hasPrefix("U") && seed.hasPrefix("SU"))
    let misspelt = String(seed.prefix(30)) + (seed.dropFirst(30).hasPrefix("A") ? "B" : "A") + String(seed.dropFirst(31))
    for text in ["", "SU", misspelt, seed.lowercased(), key.publicKey, "-----BEGIN USER NKEY SEED-----"] {
      #expect(throws: AppError.self) { try NATSCredentials(text: text, name: "test") }
    }
    #expect(throws: AppError.self) { try NATSCredentials(file: "/nowhere/user.creds") }
  }

  @Test(
    "a server over TLS is trusted when it is vouched for, by name and by address",
    .enabled(if: FileManager.default.isExecutableFile(atPath: openssl), "There is no openssl to make certificates with."),
    arguments: NATSServer.programs)
  func tls(_ program: String) async throws {
    for (names, isTrusted) in [("DNS:localhost,IP:127.0.0.1", true), ("DNS:other.example,IP:127.0.0.2", false)] {
      var certificate = ""
      let configure = { (folder: String) in
        certificate = folder + "/certificate.pem"
        try Self.makeCertificate(names, key: folder + "/key.pem", certificate: certificate)
        return "tls: { cert_file: \"\(certificate)\", key_file: \"\(folder)/key.pem\" }"
      }
      try await NATSServer.run(program: program, configure: configure) { server in
        for (host, scheme) in [("localhost", "tls"), ("127.0.0.1", "tls"), ("127.0.0.1", "nats")] {
          let stream = try await NATSBench.open("\(scheme)://\(host):\(server.port)", timeout: .seconds(3), authorityFile: certificate)
          let error = await NATSBench.failure { _ = try await stream.info() }
          #expect(isTrusted ? error == nil : error?.slug == "stream_unavailable")
          await stream.close()
        }
        let stranger = try await NATSBench.open("tls://localhost:\(server.port)", timeout: .seconds(3))
        let distrust = await NATSBench.failure { _ = try await stranger.info() }
        #expect(distrust?.slug == "stream_unavailable")
        await stranger.close()
      }
    }
  }

  @Test("URLs that mean nothing are told so, without repeating them")
  func urls() throws {
    for url in ["", "redis://a", "nats://", "nats://a:0", "nats://a:99999", "nats://a/b", "nats://a?b", "nats://a,", "nats://a,http://b", "a:4222"] {
      #expect(NATSTarget.complaint(url: url) != nil)
    }
    let target = try NATSTarget(url: "nats://u:p@a, nats://[::1]:5222")
    #expect(target.addresses.map(\.description) == ["a:4222", "[::1]:5222"] && target.user == "u" && target.password == "p" && target.token == nil)
    #expect(try NATSTarget(url: "tls://t@a").token == "t")
  }

  /// A fresh key and its seed, of a kind: 20 user, 0 account, 14 operator.
  private static func key(kind: UInt8) throws -> (seed: String, key: NATSKey) {
    let kind = kind << 3
    let raw = Array(Curve25519.Signing.PrivateKey().rawRepresentation)
    let seed = NATSKey.letters([18 << 3 | kind >> 5, (kind & 31) << 3] + raw)
    return (seed, try #require(NATSKey(seed: seed)))
  }

  /// A signed token of NATS.
  private static func token(_ claims: String, for subject: NATSKey, by issuer: NATSKey) throws -> String {
    func part(_ text: String) -> String {
      Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
    let body = #"{"jti":"1","iat":1700000000,"iss":"\#(issuer.publicKey)","name":"test","sub":"\#(subject.publicKey)","nats":\#(claims)}"#
    let signed = part(#"{"typ":"JWT","alg":"ed25519-nkey"}"#) + "." + part(body)
    return signed + "." + (try issuer.sign(signed))
  }

  private static func makeCertificate(_ names: String, key: String, certificate: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: openssl)
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
      "-subj", "/CN=forum test", "-addext", "subjectAltName=\(names)",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }
}
