import ForumKernel
import Foundation
import Redis
import Support
import Testing

@Suite(
  "Redis over TLS", .enabled(if: RedisServer.program != nil, RedisBench.skipReason),
  .enabled(if: FileManager.default.isExecutableFile(atPath: RedisBench.openssl), "There is no openssl to make certificates with."))
struct RedisTLSTests {
  /// Runs `body` with a server that speaks TLS on a port, by a certificate for these names that signs itself.
  private static func withServer(_ names: String, _ body: (_ port: Int, _ certificate: String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let (key, certificate) = ("\(folder)/key.pem", "\(folder)/certificate.pem")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: RedisBench.openssl)
      process.arguments = [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
        "-subj", "/CN=forum test", "-addext", "subjectAltName=\(names)",
      ]
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      let port = try ServerProcess.freePort()
      let tls = [
        "--tls-port", "\(port)", "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no",
      ]
      try await RedisServer.run(tls) { _ in try await body(port, certificate) }
    }
  }

  @Test("a server whose certificate is vouched for works, by name and by address")
  func trusted() async throws {
    try await Self.withServer("DNS:localhost,IP:127.0.0.1") { port, certificate in
      for host in ["localhost", "127.0.0.1"] {
        let cache = try await RedisBench.open("rediss://\(host):\(port)", authorityFile: certificate)
        let value = [UInt8](repeating: 3, count: 1 << 20)
        try await cache.set(RedisBench.key("a"), value, ttl: nil)
        #expect(try await cache.get(RedisBench.key("a")) == value)
        #expect(try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now).isAllowed)
        cache.close()
      }
    }
  }

  @Test("a certificate that nobody vouches for, or that is for another host, is not trusted")
  func untrusted() async throws {
    try await Self.withServer("DNS:other.example,IP:127.0.0.2") { port, certificate in
      for (host, authorityFile) in [("127.0.0.1", nil), ("127.0.0.1", certificate), ("localhost", certificate)] {
        let cache = try await RedisBench.open("rediss://\(host):\(port)", authorityFile: authorityFile)
        #expect(await RedisBench.failure { try await cache.set(RedisBench.key("a"), [1], ttl: nil) }.error?.slug == "cache_unavailable")
        cache.close()
      }
    }
  }

  @Test("plain speech to a TLS port, and TLS to a plain one, is no connection")
  func mixedUp() async throws {
    try await Self.withServer("DNS:localhost") { port, _ in
      let cache = try await RedisBench.open("redis://127.0.0.1:\(port)", timeout: .seconds(2))
      #expect(await RedisBench.failure { try await cache.set(RedisBench.key("a"), [1], ttl: nil) }.error?.slug == "cache_unavailable")
      cache.close()
    }
    try await RedisServer.run { server in
      let cache = try await RedisBench.open("rediss://127.0.0.1:\(server.port)", timeout: .seconds(2))
      #expect(await RedisBench.failure { try await cache.set(RedisBench.key("a"), [1], ttl: nil) }.error?.slug == "cache_unavailable")
      cache.close()
    }
  }
}
