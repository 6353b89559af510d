import Forum
import ForumKernel
import Foundation

/// A dump of a Stack Exchange site: accounts, questions as threads, answers as posts, comments, and upward votes as reactions of nobody by name.
public struct StackExchangeReader: ArchiveReader {
  private enum Part: String, CaseIterable {
    // In this order: each refers to those before it.
    case users = "Users.xml"
    case posts = "Posts.xml"
    case comments = "Comments.xml"
    case votes = "Votes.xml"
  }

  private let mapping: DumpMapping
  private let directory: String
  private let total: Int64
  private var waiting: [Part]
  private var current: (part: Part, file: DumpFile)?
  private var before: Int64 = 0

  /// Files of the dump that are not there; what they hold is left out.
  public let missing: [String]

  /// `board` is the category of all questions. Throws `notFound` when there is no Posts.xml; the other files may be missing.
  public init(directory: String, board: String) throws {
    self.directory = directory
    mapping = DumpMapping(board: board)
    let present = Part.allCases.filter { $0 == .posts || FileManager.default.fileExists(atPath: Self.path($0, directory)) }
    waiting = present
    missing = Part.allCases.filter { !present.contains($0) }.map(\.rawValue)
    total = try present.reduce(0) { try $0 + DumpFile(path: Self.path($1, directory)).size }
  }

  public var progress: (done: Int64, total: Int64) { (before + (current?.file.done ?? 0), total) }

  public mutating func next() throws -> ArchiveRecord? {
    while true {
      if let (part, file) = current {
        if let row = try file.next() { return record(row, part, file.path) }
        before += file.size
        current = nil
      }
      guard let part = waiting.first else { return nil }
      waiting.removeFirst()
      current = (part, try DumpFile(path: Self.path(part, directory)))
    }
  }

  private func record(_ row: DumpRow, _ part: Part, _ path: String) -> ArchiveRecord {
    let item: Result<ArchiveItem, SkippedRecord> = Result { () throws(SkippedRecord) in
      switch part {
      case .users: .author(try mapping.author(row))
      case .posts: .message(try mapping.message(row))
      case .comments: .comment(try mapping.comment(row))
      case .votes: .vote(try mapping.vote(row))
      }
    }
    return ArchiveRecord(place: ArchivePlace(file: path, line: row.line), item: item)
  }

  private static func path(_ part: Part, _ directory: String) -> String {
    directory.hasSuffix("/") ? directory + part.rawValue : "\(directory)/\(part.rawValue)"
  }
}
