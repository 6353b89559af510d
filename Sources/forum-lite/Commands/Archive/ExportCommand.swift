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

/// What an export goes to: a file that is there under its name only when it is whole, or standard output.
struct ExportFile {
  /// nil: standard output.
  private let file: OutputFile?

  /// `-` is standard output. Throws, before any work is done, for a path that can't be written or is taken.
  init(path: String) throws {
    file = path == "-" ? nil : try OutputFile(path)
    try file?.write(Data())
  }

  func write(_ data: Data) throws { try file?.write(data) ?? FileHandle.standardOutput.write(contentsOf: data) }

  func finish() throws { try file?.finish() }
}
