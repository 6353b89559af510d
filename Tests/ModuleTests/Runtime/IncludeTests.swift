import Foundation
import Support
import Testing

@testable import ForumRuntime

@Suite("Configuration files that include others") struct IncludeTests {
  /// Runs `body` with a folder that holds these files, by name.
  private func withFiles(_ files: [String: String], _ body: (_ folder: String) throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      for (name, text) in files {
        let url = URL(filePath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
      try body(folder)
    }
  }

  private func faults(_ path: String) -> [ConfigFault] {
    do { _ = try ConfigLoader(environment: [:]).load(file: path) } catch { return error.faults }
    return []
  }

  @Test("the included file's values hold where the file has none, wherever it says so") func overriding() async throws {
    let files = [
      "here.yaml": "sqlite:\n  readers: 2\ninclude: parts/base.yaml\n",
      "parts/base.yaml": "include: deeper.yaml\nsqlite:\n  readers: 3\n  queue_max: 30\n",
      "parts/deeper.yaml": "sqlite.queue_max: 20\nlog.level: error\n",
    ]
    try await withFiles(files) { folder in
      let config = try ConfigLoader(environment: [:]).load(file: folder + "/here.yaml")
      #expect(config.sqlite.readers == 2 && config.sqlite.queueMax == 30 && config.log.level == "error")
      #expect(config.origins["sqlite.queue_max"] == .file(path: folder + "/parts/base.yaml", line: 4))
    }
  }

  @Test("files that include one another in a circle, or too deep, are faults of the line that says so") func circles() async throws {
    let chain = Dictionary(uniqueKeysWithValues: (0..<6).map { ("\($0).yaml", "include: \($0 + 1).yaml\n") })
    try await withFiles(chain.merging(["a.yaml": "log:\ninclude: ./b.yaml\n", "b.yaml": "include: a.yaml\n"]) { $1 }) { folder in
      let circle = faults(folder + "/a.yaml")
      #expect(circle.count == 1 && circle[0].place.hasSuffix("b.yaml:1") && circle[0].message.contains("leads back to itself"))
      let deep = faults(folder + "/0.yaml")
      #expect(deep.count == 1 && deep[0].message.contains("more than 4 files"))
    }
  }

  @Test("a file that is not there and an include that is no path are told") func missing() async throws {
    try await withFiles(["a.yaml": "include: nowhere.yaml\n", "b.yaml": "include: [x]\n", "c.yaml": "log:\n  include: a.yaml\n"]) { folder in
      #expect(faults(folder + "/a.yaml").first == ConfigFault(place: folder + "/nowhere.yaml", message: "The configuration file can't be read."))
      #expect(faults(folder + "/b.yaml").first?.message.contains("expected the path of a file, got a list") == true)
      #expect(faults(folder + "/c.yaml").first?.message.contains("log.include is not a known key") == true)
    }
  }
}
