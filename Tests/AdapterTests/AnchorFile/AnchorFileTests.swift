import Admin
import AnchorFile
import ForumKernel
import Foundation
import Support
import Testing

@Suite("Audit anchors in a file") struct AnchorFileTests {
  private static let seed = [UInt8](repeating: 7, count: 32)
  private static let moment = Timestamp(milliseconds: 1_800_000_000_000)

  /// A file with three anchors of one tenant.
  private static func with(_ body: (_ path: String, _ tenant: TenantID) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let file = try AnchorFile(path: folder + "/anchors.jsonl", seed: seed)
      let tenant: TenantID = IDGenerator(clock: ManualClock()).next()
      for sequence in 1...3 { try await file.append([AuditHead(tenant: tenant, sequence: Int64(sequence), hash: "hash \(sequence)")], at: moment) }
      try await body(folder + "/anchors.jsonl", tenant)
    }
  }

  private static func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  private static func write(_ lines: [String], _ path: String) throws {
    try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }

  @Test("are there again after a restart, and go on") func restart() async throws {
    try await Self.with { path, tenant in
      let file = try AnchorFile(path: path, seed: Self.seed)
      #expect(try await file.newest()[tenant]?.sequence == 3)
      try await file.append([AuditHead(tenant: tenant, sequence: 9, hash: "hash 9")], at: Self.moment)
      let reading = try await file.all()
      #expect(reading.problem == nil && reading.anchors.map(\.head.sequence) == [1, 2, 3, 9])
    }
  }

  @Test("lose the line that a crash cut, and no other") func torn() async throws {
    try await Self.with { path, tenant in
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      try whole.dropLast(20).write(to: URL(fileURLWithPath: path))
      let file = try AnchorFile(path: path, seed: Self.seed)
      #expect(try await file.all().anchors.count == 2)
      try await file.append([AuditHead(tenant: tenant, sequence: 4, hash: "hash 4")], at: Self.moment)
      let reading = try await file.all()
      #expect(reading.problem == nil && reading.anchors.map(\.head.sequence) == [1, 2, 4])
    }
  }

  @Test("name the line that was changed, taken out or moved") func tampered() async throws {
    try await Self.with { path, _ in
      let whole = try Self.lines(path)
      let file = try AnchorFile(path: path, seed: Self.seed)
      for (lines, place) in [
        ([whole[0], whole[1].replacing("hash 2", with: "hash x"), whole[2]], 2), ([whole[0], whole[2]], 2), ([whole[1], whole[0], whole[2]], 1),
        ([whole[0], "{}", whole[2]], 2), (["", whole[0], whole[1], whole[2]], 1),
      ] {
        try Self.write(lines, path)
        #expect(try await file.all().problem?.contains("Line \(place) ") == true, "\(lines)")
      }
    }
  }

  @Test("that another key signed are not believed") func otherKey() async throws {
    try await Self.with { path, _ in
      let reading = try await AnchorFile(path: path, seed: [UInt8](repeating: 8, count: 32)).all()
      #expect(reading.anchors.isEmpty && reading.problem?.contains("Line 1 ") == true)
      let own = try await AnchorFile(path: path, seed: Self.seed).all()
      #expect(reading.key != own.key)
    }
  }
}
