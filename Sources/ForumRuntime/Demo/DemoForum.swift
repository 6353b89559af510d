import Forum
import ForumKernel
import Importers
import Logging

extension Application {
  /// Fills the forum with the generated one; what is there already is not imported again.
  func fillWithDemo() async throws {
    let lines = String(decoding: DemoContent.jsonl, as: UTF8.self).split(separator: "\n")
    let items = try lines.enumerated().map { number, line in
      try JSONLinesReader.record(String(line), at: ArchivePlace(file: "demo.jsonl", line: number + 1)).item.get()
    }
    let report = ImportReport(try await forum.importItems(items, source: "demo", by: operatorPrincipal))
    logger.notice(
      "demo content", metadata: ["created": "\(report.created)", "known": "\(report.known)", "skipped": "\(report.skipped.count)"])
  }
}
