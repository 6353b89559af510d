import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring in what another forum or mailing list holds.", subcommands: [JSONLines.self])

  struct JSONLines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "jsonl", abstract: "Import messages, one JSON object a line, oldest first.",
      discussion: """
        Fields: id, board, kind, parent_id (null opens a thread), thread_id, author, author_id or author_key, posted_at (RFC 3339), subject, body,
        body_format (html, text or markdown). Authors, times and reply structure are kept. A message is imported once, so an import that was cut can be
        repeated: it goes on where it was. Works beside a running server and without one.
        """)

    /// Records in one transaction: enough to share a commit, few enough that nobody waits long for the writer.
    private static let chunkMax = 200

    @OptionGroup var common: CommonOptions
    @Argument(help: "The file; - for standard input.") var file: String
    @Option(help: "Names where the ids come from; files of one source may refer to each other.") var source = "jsonl"
    @Option(help: "A file of {\"id\", \"name\"} lines that names the boards.") var boards: String?
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
      try await ErrorReport.exiting {
        var lines = try LineReader(path: file)
        let boardNames = try BoardNames.read(boards)
        try await common.withForum { forum in
          var progress = ProgressLine(total: lines.size, unit: "records")
          var report = ImportSession.Report()
          var chunk: [ImportSession.Record] = []
          var end: Int64 = 0
          func send() async throws {
            let request = OperatorRequest.importChunk(source: source, boardNames: boardNames, records: chunk)
            if case .imported(let part) = try await forum.call(request) { report += part }
            chunk.removeAll(keepingCapacity: true)
            progress.advance(to: end, items: report.created + report.known + report.skipped.count)
          }
          while let line = try lines.next() {
            end = line.end
            if let text = line.text {
              if !text.allSatisfy(\.isWhitespace) { chunk.append(ImportSession.Record(line: line.number, text: text)) }
            } else {
              report.skipped.append(ImportSession.Report.Skip(line: line.number, reason: "the line is longer than 8 MiB or not UTF-8"))
            }
            if chunk.count == Self.chunkMax { try await send() }
          }
          if !chunk.isEmpty { try await send() }
          progress.finish()
          try show(report)
        }
      }
    }

    private func show(_ report: ImportSession.Report) throws {
      for skip in report.skipped { FileHandle.standardError.write(Data("\(file):\(skip.line): skipped: \(skip.reason)\n".utf8)) }
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
      } else {
        print("imported \(report.created), known already \(report.known), skipped \(report.skipped.count)")
      }
    }
  }
}

/// What boards are called, from a file of JSON lines.
private enum BoardNames {
  private struct Board: Decodable {
    let id: String
    let name: String
  }

  static func read(_ path: String?) throws -> [String: String] {
    guard let path else { return [:] }
    var lines = try LineReader(path: path)
    var names: [String: String] = [:]
    while let line = try lines.next() {
      guard let text = line.text, let board = try? JSONDecoder().decode(Board.self, from: Data(text.utf8)) else {
        throw AppError(.invalid, "malformed_boards", "\(path):\(line.number): this is not a board: {\"id\": …, \"name\": …}.")
      }
      names[board.id] = board.name
    }
    return names
  }
}
