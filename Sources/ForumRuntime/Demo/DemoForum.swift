import ForumKernel
import Logging

extension Application {
  /// Fills the forum with the generated one; what is there already is not imported again.
  func fillWithDemo() async throws {
    let session = ImportSession(forum: forum, principal: operatorPrincipal, source: "demo", boardNames: [:])
    let lines = String(decoding: DemoContent.jsonl, as: UTF8.self).split(separator: "\n")
    let report = try await session.take(lines.enumerated().map { ImportSession.Record(line: $0 + 1, text: String($1)) })
    logger.notice("demo content", metadata: ["created": "\(report.created)", "known": "\(report.known)", "skipped": "\(report.skipped.count)"])
  }
}
