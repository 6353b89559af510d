import ForumKernel
import Foundation

/// Reads a text file line by line in constant memory.
public struct LineReader {
  private static let chunkBytes = 1 << 20
  /// Longer lines are skipped: a body of a million characters fits.
  public static let lineBytesMax = 8 << 20

  public struct Line {
    /// From 1.
    public let number: Int
    /// nil when the line is too long or not UTF-8.
    public let text: String?
    /// Bytes of the file up to the end of this line.
    public let end: Int64
  }

  public let path: String
  public let size: Int64
  private let handle: FileHandle
  private var buffer = Data()
  private var lineNumber = 0
  private var offset: Int64 = 0
  private var isAtEnd = false

  /// `-` reads standard input, whose size is 0.
  public init(path: String) throws {
    self.path = path
    if path == "-" {
      handle = .standardInput
      size = 0
      return
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw AppError(.notFound, "file_not_found", "The file \(path) cannot be read: check the path and its rights.")
    }
    self.handle = handle
    size = Int64(try handle.seekToEnd())
    try handle.seek(toOffset: 0)
  }

  /// The next line without its end; nil after the last one.
  public mutating func next() throws -> Line? {
    while true {
      if let newline = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = take(buffer[..<newline], length: newline - buffer.startIndex + 1)
        buffer = buffer[(newline + 1)...]
        return line
      }
      if isAtEnd {
        guard !buffer.isEmpty else { return nil }
        let line = take(buffer, length: buffer.count)
        buffer = Data()
        return line
      }
      guard let more = try handle.read(upToCount: Self.chunkBytes), !more.isEmpty else {
        isAtEnd = true
        continue
      }
      buffer = Data(buffer) + more
      if buffer.count > 2 * Self.lineBytesMax { try skipLine() }
    }
  }

  private mutating func take(_ bytes: Data, length: Int) -> Line {
    lineNumber += 1
    offset += Int64(length)
    let text = bytes.count > Self.lineBytesMax ? nil : String(validating: bytes, as: UTF8.self)
    return Line(number: lineNumber, text: text, end: offset)
  }

  /// Drops the beginning of a line that is far too long, and keeps one byte more than allowed so that `take` still sees it is.
  private mutating func skipLine() throws {
    offset += Int64(buffer.count - Self.lineBytesMax - 1)
    buffer = Data(buffer.suffix(Self.lineBytesMax + 1))
  }
}
