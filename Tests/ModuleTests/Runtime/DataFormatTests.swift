import ForumKernel
import Foundation
import Support
import Testing

@testable import ForumRuntime

@Suite("Data directory") struct DataFormatTests {
  private func inFolder(_ body: (String) throws -> Void) async throws {
    try await withTemporaryFolder { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try body(path)
    }
  }

  @Test("a new directory is marked, and known again") func newDirectoryIsMarked() async throws {
    try await inFolder { folder in
      try DataFormat.claim(folder)
      try Data().write(to: URL(filePath: folder + "/forum.sqlite"))
      try DataFormat.claim(folder)
    }
  }

  @Test("a directory of a newer release is refused") func newerIsRefused() async throws {
    try await inFolder { folder in
      try Data("2\n".utf8).write(to: URL(filePath: folder + "/format"))
      let error = #expect(throws: AppError.self) { try DataFormat.claim(folder) }
      #expect(error?.slug == "data_format_newer")
    }
  }

  @Test("a directory with other things in it is marked and keeps them") func otherThingsStay() async throws {
    try await inFolder { folder in
      try Data().write(to: URL(filePath: folder + "/letters.txt"))
      try DataFormat.claim(folder)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["format", "letters.txt"])
    }
  }

  @Test("a directory whose data is on another machine needs no database") func elsewhere() async throws {
    try await inFolder { folder in
      try Data("an anchor".utf8).write(to: URL(filePath: folder + "/audit-anchors.jsonl"))
      try LostDatabase.refuse(nil, in: folder)
      #expect(throws: AppError.self) { try LostDatabase.refuse("forum.sqlite", in: folder) }
    }
  }
}
