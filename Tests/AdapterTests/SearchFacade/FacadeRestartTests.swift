import Foundation
import Support
import Testing

@testable import SearchFacade

@Suite("Facade restarts") struct FacadeRestartTests {
  @Test("documents, settings, tasks and keys are there after a restart")
  func restart() async throws {
    try await withTemporaryFolder { folder in
      let key = "a master key for tests"
      let first = try FacadeBench.open(folder, masterKey: key)
      try await first.change("PATCH", "/indexes/i/settings", ["filterableAttributes": ["id"], "stopWords": ["the"]])
      try await first.add(["the loom", "red loom", "blue"])
      try await first.change("DELETE", "/indexes/i/documents/3")
      try await first.change("POST", "/indexes/i/documents", [["text": "no id"]])
      let (tasks, keys) = (try await first.get("/tasks"), try await first.get("/keys"))
      let second = try FacadeBench.open(folder, masterKey: key)
      #expect(try await second.get("/tasks") == tasks)
      #expect(try await second.get("/keys") == keys)
      #expect(try await second.find("loom", ["filter": "id > 1"]) == [2])
      let settings = try await first.get("/indexes/i/settings")
      #expect(try await second.get("/indexes/i/settings") == settings)
      #expect(try await second.get("/indexes/i/documents")["total"] == 2)
    }
  }

  @Test("a task that was acknowledged and not carried out is carried out after the restart")
  func waiting() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let task = FacadeTask(
        uid: 0, index: "i", kind: .documentAdditionOrUpdate, payload: ["documents": [["id": 1, "text": "loom"]]], details: [:],
        enqueuedAt: "2026-01-01T00:00:00.000Z")
      let journal = try Journal(path: folder + "/facade.journal") { _ in }
      try journal.append(JournalRecords.enqueued(task), isDurable: true)
      let bench = try FacadeBench.open(folder)
      while try await bench.get("/tasks/0")["status"] != "succeeded" { try await Task.sleep(for: .milliseconds(1)) }
      #expect(try await bench.find("loom") == [1])
    }
  }

  @Test("a journal that was cut anywhere opens with what is whole in it")
  func cut() async throws {
    try await withTemporaryFolder { folder in
      let first = try FacadeBench.open(folder)
      for number in 1...3 { try await first.change("POST", "/indexes/i/documents", [["id": .int(number), "text": "loom"]]) }
      let whole = try Data(contentsOf: URL(fileURLWithPath: folder + "/facade.journal"))
      for length in stride(from: 0, to: whole.count, by: 97) {
        let path = folder + "/cut-\(length)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try whole.prefix(length).write(to: URL(fileURLWithPath: path + "/facade.journal"))
        let bench = try FacadeBench.open(path)
        let found = try await bench.find("loom")
        #expect(found == Array(1...3).prefix(found.count).map(\.self))
        #expect(try await bench.change("POST", "/indexes/i/documents", [["id": 9, "text": "new"]])["status"] == "succeeded")
        #expect(try await bench.find("new") == [9])
      }
    }
  }

  @Test("a journal written anew holds the same, in less")
  func compaction() async throws {
    try await withTemporaryFolder { folder in
      let bench = try FacadeBench.open(folder)
      for round in 0..<20 { try await bench.add((0..<50).map { "round \(round) text \($0)" }) }
      try await bench.change("PATCH", "/indexes/i/settings", ["sortableAttributes": ["id"]])
      let state = await bench.facade.state
      let journal = try Journal(path: folder + "/facade.journal") { _ in }
      let before = journal.bytes
      try journal.replace(by: JournalRecords.all(of: state))
      #expect(journal.bytes < before / 2)
      let again = try FacadeBench.open(folder)
      for target in ["/indexes/i/documents?limit=100", "/tasks", "/indexes/i"] {
        let held = try await bench.get(target)
        #expect(try await again.get(target) == held)
      }
      #expect(try await again.find("round 19 text 7", ["limit": 1]) == [8])
    }
  }
}
