import ForumKernel
import ForumRuntime
import Foundation
import Logging
import Support
import Testing

@Suite("Keys of a forum that are gone") struct LostKeysTests {
  /// What `folder`'s forum says in the log when it starts at the clock's time.
  private func logOfStart(_ folder: String, _ clock: ManualClock) async throws -> String {
    let pipe = Pipe()
    let output = LogOutput(level: .warning, format: .text, sink: LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor), clock: clock)
    let application = try await Application.build(
      config: try storedConfig(folder), adapters: try TestAdapters.inMemory(), dataDirectory: folder, clock: clock, logger: output.logger("test"))
    await application.close()
    output.flush()
    try pipe.fileHandleForWriting.close()
    return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }

  private func problem(_ stored: StoredForum) async throws -> String? {
    guard case .status(let status) = try await stored.line().call(.status) else { return "no status" }
    return status.parts.first { $0.name == "keys" }?.problem
  }

  @Test("are told at each start and by the doctor, with how many secrets nothing opens, until the old file is back")
  func sealingKey() async throws {
    try await withTemporaryFolder { folder in
      let (clock, key) = (ManualClock(), folder + "/keys/sealing.key")
      try await withStoredForum(in: folder, clock: clock) { stored in
        for name in ["ada", "bob"] {
          let member = try await stored.forum.member(name)
          let secret = try await member.post("me/mfa/totp").expect(201).data["secret"].text
          guard name == "ada" else { continue }
          try await member.post("me/mfa/totp/confirm", ["code": stored.forum.authenticatorCode(secret, at: clock.now)]).expect(200)
        }
        let hook = ["url": "https://example.org/hook", "event_types": ["forum.*"]] as [String: Any]
        try await stored.forum.administrator().post("admin/webhooks", hook).expect(201)
        #expect(try await problem(stored) == nil)
      }
      clock.advance(seconds: 60)
      #expect(try await logOfStart(folder, clock).isEmpty)
      try FileManager.default.moveItem(atPath: key, toPath: folder + "/kept")
      let first = try await logOfStart(folder, clock)
      #expect(first.contains("made anew") && first.contains("sealing.key") && !first.contains("cursor.key"))
      let words = "1 of 1 secrets of authenticator apps and 1 of 1 secrets of webhooks"
      #expect(first.contains(words))
      let second = try await logOfStart(folder, clock)
      #expect(!second.contains("made anew") && second.contains(words))
      try await withStoredForum(in: folder, clock: clock) { stored in
        let found = try await problem(stored)
        #expect(found?.contains(words) == true)
      }
      try FileManager.default.removeItem(atPath: key)
      try FileManager.default.moveItem(atPath: folder + "/kept", toPath: key)
      #expect(try await logOfStart(folder, clock).isEmpty)
    }
  }

  @Test("the other kinds are told when they are made anew, and those of a new forum are not")
  func others() async throws {
    try await withTemporaryFolder { folder in
      let clock = ManualClock()
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      #expect(try await logOfStart(folder, clock).isEmpty)
      clock.advance(seconds: 60)
      try FileManager.default.removeItem(atPath: folder + "/keys")
      let log = try await logOfStart(folder, clock)
      #expect(log.contains("keys=\"cursor.key, refresh.key, sealing.key, signing.key\""), "\(log)")
    }
  }
}
