import ArgumentParser
import Forum
import ForumKernel
import ForumRuntime
import Foundation
import Importers

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write all categories, threads, posts and comments into a file, one JSON object a line.",
    discussion: """
      `forum-lite import jsonl` reads what it writes: an empty forum holds the same afterwards, under the same addresses. What is deleted is left out, and
      so are earlier texts, reactions, accounts and settings: for a copy of everything use `transfer` or a back-up. Works beside a running server and without one.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "The tenant, when it is not the default one.") var tenant: String?
  @Argument(help: "The file, which must not be there yet; - for standard output.") var file: String

  func run() async throws {
    try await ErrorReport.exiting {
      let output = try ExportFile(path: file)
      try await common.withForum { forum in
        var progress = ProgressLine(total: 0, unit: "records")
        var position: ExportPosition?
        var count = 0
        repeat {
          guard case .exported(let items, let next) = try await forum.call(.export(after: position, tenant: tenant)) else {
            throw AppError.otherVersion
          }
          for line in try items.compactMap(JSONLinesWriter.line) { try output.write(line) }
          count += items.count
          progress.advance(to: 0, items: count)
          position = next
        } while position != nil
        try output.finish()
        progress.finish()
        FileHandle.standardError.write(Data("exported \(count) categories, messages and comments\n".utf8))
      }
    }
  }
}

/// A file that is there under its name only when it is whole.
struct ExportFile {
  private let path: String
  private let handle: FileHandle
  private var partial: String { path + ".partial" }

  /// Throws `conflict` (`file_exists`) rather than writing over something.
  init(path: String) throws {
    self.path = path
    guard path != "-" else {
      handle = .standardOutput
      return
    }
    guard !FileManager.default.fileExists(atPath: path) else {
      throw AppError(.conflict, "file_exists", "The file \(path) is there already: name another one, or remove it.")
    }
    let created = FileManager.default.createFile(atPath: path + ".partial", contents: nil, attributes: [.posixPermissions: 0o600])
    guard created, let handle = FileHandle(forWritingAtPath: path + ".partial") else {
      throw AppError(.notFound, "file_not_found", "The file \(path).partial cannot be written: check the path and its rights.")
    }
    self.handle = handle
  }

  func write(_ data: Data) throws { try handle.write(contentsOf: data) }

  /// Makes it durable and gives it its name.
  func finish() throws {
    guard path != "-" else { return }
    try handle.synchronize()
    try handle.close()
    try FileManager.default.moveItem(atPath: partial, toPath: path)
  }
}
