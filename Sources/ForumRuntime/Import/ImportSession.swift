import Forum
import ForumKernel

/// Takes the lines of one JSON Lines file, chunk by chunk, into a forum; runs in the process that has the store open.
public struct ImportSession {
  let forum: ForumModule
  let principal: Principal
  /// Names where the ids come from: two files of one source share them.
  let source: String
  let boardNames: [String: String]

  /// One record with its place.
  public struct Record: Codable, Sendable {
    public let line: Int
    public let text: String

    public init(line: Int, text: String) {
      self.line = line
      self.text = text
    }
  }

  /// What became of a chunk.
  public struct Report: Codable, Sendable {
    public var created = 0
    public var known = 0
    public var skipped: [Skip] = []

    public init() {}

    public struct Skip: Codable, Sendable {
      public let line: Int
      public let reason: String

      public init(line: Int, reason: String) {
        self.line = line
        self.reason = reason
      }
    }

    public static func += (a: inout Report, b: Report) {
      a.created += b.created
      a.known += b.known
      a.skipped += b.skipped
    }
  }

  /// One transaction; when this returns, the chunk is durable.
  func take(_ records: [Record]) async throws -> Report {
    var report = Report()
    var messages: [ImportedMessage] = []
    var lines: [Int] = []
    for record in records {
      switch MessageLine.parse(record.text, boardNames: boardNames) {
      case .success(let message):
        messages.append(message)
        lines.append(record.line)
      case .failure(let skip): report.skipped.append(Report.Skip(line: record.line, reason: skip.reason))
      }
    }
    for (line, outcome) in zip(lines, try await forum.importMessages(messages, source: source, by: principal)) {
      switch outcome {
      case .created: report.created += 1
      case .known: report.known += 1
      case .skipped(let reason): report.skipped.append(Report.Skip(line: line, reason: reason))
      }
    }
    return report
  }
}
