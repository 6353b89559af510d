public import Forum

/// Reads an archive from its beginning to its end, in constant memory.
public protocol ArchiveReader {
  /// The next record; nil at the end. Throws `invalid` for a file that is no such archive at all, with the place.
  mutating func next() throws -> ArchiveRecord?
  /// Bytes read so far, and bytes that there are; 0 when that is not known.
  var progress: (done: Int64, total: Int64) { get }
}

/// One record of an archive.
public struct ArchiveRecord: Sendable {
  public let place: ArchivePlace
  /// The item, or why the record cannot be taken.
  public let item: Result<ArchiveItem, SkippedRecord>
  /// What of it is not as it was, though it is taken.
  public let changes: [String]

  public init(place: ArchivePlace, item: Result<ArchiveItem, SkippedRecord>, changes: [String] = []) {
    self.place = place
    self.item = item
    self.changes = changes
  }
}

/// Where a record begins.
public struct ArchivePlace: Sendable, Equatable, Codable, CustomStringConvertible {
  public let file: String
  /// From 1.
  public let line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  public var description: String { "\(file):\(line)" }
}

/// Why a record was left out, in a few words.
public struct SkippedRecord: Error, Sendable, Equatable {
  public let reason: String

  public init(reason: String) { self.reason = reason }
}
