import Forum
import ForumKernel

/// Messages and comments, one JSON object a line.
public struct JSONLinesReader: ArchiveReader {
  private var lines: LineReader
  private let boardNames: [String: String]
  private var done: Int64 = 0

  /// `boardNames` says what boards are called; `-` reads standard input.
  public init(path: String, boardNames: [String: String] = [:]) throws {
    lines = try LineReader(path: path)
    self.boardNames = boardNames
  }

  public var progress: (done: Int64, total: Int64) { (done, lines.size) }

  public mutating func next() throws -> ArchiveRecord? {
    while let line = try lines.next() {
      done = line.end
      let place = ArchivePlace(file: lines.path, line: line.number)
      guard let text = line.text else {
        return ArchiveRecord(place: place, item: .failure(SkippedRecord(reason: "the line is longer than 8 MiB or not UTF-8")))
      }
      if !text.allSatisfy(\.isWhitespace) { return Self.record(text, at: place, boardNames: boardNames) }
    }
    return nil
  }

  /// The record of one line.
  public static func record(_ text: String, at place: ArchivePlace, boardNames: [String: String] = [:]) -> ArchiveRecord {
    var changes: [String] = []
    let item = MessageLine.parse(text, &changes).map { item in
      guard case .message(var message) = item else { return item }
      message.boardName = boardNames[message.board]
      return ArchiveItem.message(message)
    }
    return ArchiveRecord(place: place, item: item, changes: changes)
  }
}
