import Auth
import ForumKernel
import Foundation
import Testing

@testable import TokenCrypto

@Suite("Key files")
struct SigningKeysTests {
  private static func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString)").path
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    try await body(folder)
  }

  private static func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("keys are made once, for their owner alone, and are the same at the next start")
  func makesAndReads() async throws {
    try await Self.withFolder { folder in
      let first = try await SigningKeys.open(directory: folder)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["cursor.key", "refresh.key", "sealing.key", "signing.key"])
      #expect(try Self.mode(folder) == 0o700)
      for name in ["cursor.key", "refresh.key", "sealing.key", "signing.key"] { #expect(try Self.mode(folder + "/" + name) == 0o600) }
      let second = try await SigningKeys.open(directory: folder)
      #expect(second.cursorKey == first.cursorKey && second.cursorKey.count == 32)
      let now = Timestamp(milliseconds: 1_750_000_000_000)
      #expect(second.keySet(now: now) == first.keySet(now: now))
      let claims = RefreshClaims(
        tenant: TenantID(IDGenerator(clock: ManualClock()).nextRaw()), session: SessionID(RawID(high: 1, low: 2)), generation: 3)
      #expect(second.issuer.refreshToken(claims) == first.issuer.refreshToken(claims))
    }
  }

  @Test("a key file that others can read is refused", arguments: [0o644, 0o640, 0o604, 0o660])
  func wideModes(_ mode: Int) async throws {
    try await Self.withFolder { folder in
      _ = try await SigningKeys.open(directory: folder)
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder + "/signing.key")
      let error = try await #require(throws: KeyFileError.self) { try await SigningKeys.open(directory: folder) }
      #expect(error.description.contains("chmod 600"))
    }
  }

  @Test(
    "a file without an Ed25519 secret key in PASERK form is refused",
    arguments: [
      "", "\n", "k4.secret.", "k4.public.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      "k3.secret.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8c5WpIyC_5kWKhS8VEYSZ05dYfuTF-ZdQFV4D9vLTcNQ",
      "k4.secret.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ])
  func malformedSigningKeys(_ content: String) async throws {
    try await Self.withFolder { folder in
      _ = try await SigningKeys.open(directory: folder)
      let handle = try #require(FileHandle(forWritingAtPath: folder + "/signing.key"))
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: Data(content.utf8))
      try handle.close()
      await #expect(throws: KeyFileError.self) { try await SigningKeys.open(directory: folder) }
    }
  }

  @Test("a secret of the wrong length and a link in place of a file are refused")
  func otherFiles() async throws {
    try await Self.withFolder { folder in
      let keys = try KeyDirectory(folder)
      #expect(FileManager.default.createFile(atPath: folder + "/short.key", contents: Data([1, 2, 3]), attributes: [.posixPermissions: 0o600]))
      #expect(throws: KeyFileError.self) { try keys.secret(named: "short.key") }
      try FileManager.default.createSymbolicLink(atPath: folder + "/link.key", withDestinationPath: "short.key")
      #expect(throws: KeyFileError.self) { try keys.secret(named: "link.key") }
    }
  }

  @Test("keys have the PASERK form and id of the specification's test vectors")
  func paserk() throws {
    let text = "k4.secret.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8c5WpIyC_5kWKhS8VEYSZ05dYfuTF-ZdQFV4D9vLTcNQ"
    let key = try #require(SigningKey(paserk: text))
    #expect(key.paserk == text)
    #expect(SigningKey.id(ofPublic: Array(0x70...0x8f)) == "k4.pid.9ShR3xc8-qVJ_di0tc9nx0IDIqbatdeM2mqLFBJsKRHs")
    #expect(SigningKey.id(ofPublic: [UInt8](repeating: 0, count: 32)) == "k4.pid.S_XQmeEwHbbvRmiyfXfHYpLGjXGzjTRSDoT1YtTakWFE")
  }
}
