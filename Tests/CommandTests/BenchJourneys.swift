import Foundation
import Support
import Testing

@Suite("A measurement with the program itself") struct BenchJourneys {
  /// The program of this build, which lies beside the tests.
  private static func program() throws -> URL {
    let tests = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    let program = tests.deletingLastPathComponent().appending(path: "forum-lite")
    try #require(FileManager.default.isExecutableFile(atPath: program.path), "Build it first: swift build --product forum-lite")
    return program
  }

  private struct Ended {
    let code: Int32
    let output: String
    let errors: String
    /// What is left where it keeps temporary folders.
    let left: [String]
  }

  /// Runs the command to its end; `meanwhile` gets the process and the folder in which it makes its own.
  private func bench(_ words: String, meanwhile: (Process, String) async throws -> Void = { _, _ in }) async throws -> Ended {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/tmp", withIntermediateDirectories: true)
      let (output, errors) = (folder + "/output", folder + "/errors")
      let process = Process()
      process.executableURL = try Self.program()
      process.arguments = ["bench"] + words.split(separator: " ").map(String.init)
      process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("FORUM_") }.merging(["TMPDIR": folder + "/tmp"]) { $1 }
      for path in [output, errors] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
      process.standardOutput = FileHandle(forWritingAtPath: output)
      process.standardError = FileHandle(forWritingAtPath: errors)
      let (ended, end) = AsyncStream.makeStream(of: Int32.self)
      process.terminationHandler = {
        end.yield($0.terminationStatus)
        end.finish()
      }
      try process.run()
      defer { process.terminate() }
      try await meanwhile(process, folder + "/tmp")
      return Ended(
        code: try #require(await ended.first { _ in true }), output: try String(contentsOfFile: output, encoding: .utf8),
        errors: try String(contentsOfFile: errors, encoding: .utf8), left: try FileManager.default.contentsOfDirectory(atPath: folder + "/tmp"))
    }
  }

  @Test("a small one gives figures without failures, and leaves nothing behind")
  func small() async throws {
    struct Report: Decodable {
      struct Row: Decodable {
        let work: String
        let connections: Int
        let requests: Int
        let failed: Int
        let answer_bytes: Int
        let p99_ms: Double
      }
      let rows: [Row]
      let startup_ms: Double
      let resident_bytes_idle: Int
    }
    let ended = try await bench("--seconds 1 --connections 2 --threads 2 --posts 20 --only create,get --json")
    #expect(ended.code == 0, "\(ended.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(ended.output.utf8))
    #expect(report.rows.map(\.work) == ["get", "create"])
    #expect(report.rows.allSatisfy { $0.failed == 0 && $0.requests > 2 && $0.connections == 2 && $0.answer_bytes > 100 && $0.p99_ms > 0 })
    #expect(report.startup_ms > 0 && report.resident_bytes_idle > 1 << 20)
    #expect(ended.left.isEmpty)
  }

  @Test("a signal ends it and its forum, and nothing is left behind")
  func signal() async throws {
    let ended = try await bench("--seconds 60 --threads 1") { process, folder in
      // Until the forum has begun to write.
      for _ in 0..<500 where (try? FileManager.default.subpathsOfDirectory(atPath: folder))?.contains(where: { $0.hasSuffix("forum/format") }) != true
      {
        try await Task.sleep(for: .milliseconds(20))
      }
      process.terminate()
    }
    #expect(ended.code == 128 + 15 && ended.errors.contains("SIGTERM"), "\(ended.code) \(ended.errors)")
    #expect(ended.left.isEmpty)
  }
}
