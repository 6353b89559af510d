import ForumKernel
import Foundation
import Support
import Testing

@testable import ForumRuntime

@Suite("Files that commands write") struct OutputFileTests {
  private func inFolder(_ body: (String) async throws -> Void) async throws {
    try await withTemporaryFolder { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try await body(path)
    }
  }

  @Test("a device, a folder, a pipe and a link are not replaced, whatever a link leads to") func noFiles() async throws {
    try await inFolder { folder in
      let files = FileManager.default
      try Data("kept".utf8).write(to: URL(filePath: folder + "/file"))
      try files.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/file")
      try files.createSymbolicLink(atPath: folder + "/dangling", withDestinationPath: folder + "/nothing")
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      for path in ["/dev/null", folder, folder + "/link", folder + "/dangling", folder + "/pipe"] {
        let slug = await refusal { _ = try OutputFile(path, replaces: true) }
        #expect(slug == "not_a_file", "\(path)")
      }
      #expect(await refusal { _ = try OutputFile(folder + "/file") } == "file_exists")
      #expect(try files.contentsOfDirectory(atPath: folder).sorted() == ["dangling", "file", "link", "pipe"])
    }
  }

  @Test("a file has its name when it is whole, its owner alone may read it, and nothing of somebody else's goes for it") func whole() async throws {
    try await inFolder { folder in
      let (files, path) = (FileManager.default, folder + "/out")
      try Data("somebody's own".utf8).write(to: URL(filePath: path + ".partial"))
      try Data("older".utf8).write(to: URL(filePath: path))
      do {
        let output = try OutputFile(path, replaces: true)
        try output.write(Data("new".utf8))
        #expect(files.contents(atPath: path) == Data("older".utf8))
        try output.finish()
      }
      #expect(files.contents(atPath: path) == Data("new".utf8) && files.contents(atPath: path + ".partial") == Data("somebody's own".utf8))
      #expect(try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
      do {
        let cut = try OutputFile(path, replaces: true)
        try cut.write(Data("half".utf8))
      }
      #expect(files.contents(atPath: path) == Data("new".utf8))
      #expect(try files.contentsOfDirectory(atPath: folder).sorted() == ["out", "out.partial"])
    }
  }
}
