import ForumKernel
import Foundation

/// Reads a file line by line in constant memory.
public struct LineReader {
  private static let chunkBytes = 1 << 20
  private static let gzipMagic: [UInt8] = [0x1F, 0x8B]

  public struct Line: Sendable {
    /// From 1.
    public let number: Int
    /// Without the line's end; nil when it is longer than `ImportLimits.lineBytesMax`.
    public let bytes: [UInt8]?
    /// Bytes of the file up to the end of this line.
    public let end: Int64

    /// nil when the line is too long or not UTF-8.
    public var text: String? { bytes.flatMap { String(validating: $0, as: UTF8.self) } }
  }

  public let path: String
  public let size: Int64
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var start = 0
  private var dropped = 0
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
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue,
      let handle = FileHandle(forReadingAtPath: path)
    else {
      let advice = isDirectory.boolValue ? "it is a directory: name the file in it." : "check the path and its rights."
      throw AppError(.notFound, "file_not_found", "The file \(path) cannot be read: \(advice)")
    }
    self.handle = handle
    size = Int64(try handle.seekToEnd())
    try handle.seek(toOffset: 0)
  }

  /// The next line without its end; nil after the last one.
  public mutating func next() throws -> Line? {
    var searched = start
    while true {
      if let newline = newline(from: searched) {
        defer { start = newline + 1 }
        return take(upTo: newline, ended: true)
      }
      if isAtEnd {
        guard start < buffer.count || dropped > 0 else { return nil }
        defer { start = buffer.count }
        return take(upTo: buffer.count, ended: false)
      }
      try refill()
      searched = max(start, buffer.count - Self.chunkBytes)
    }
  }

  private func newline(from index: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard index < bytes.count, let base = bytes.baseAddress, let found = memchr(base + index, 0x0a, bytes.count - index) else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Reads on. The beginning of a line that is too long already is let go.
  private mutating func refill() throws {
    buffer.removeSubrange(..<start)
    start = 0
    if buffer.count > ImportLimits.lineBytesMax {
      dropped += buffer.count
      buffer.removeAll(keepingCapacity: true)
    }
    guard let more = try handle.read(upToCount: Self.chunkBytes), !more.isEmpty else {
      isAtEnd = true
      return
    }
    if offset == 0 && dropped == 0 && buffer.isEmpty && more.starts(with: Self.gzipMagic) {
      throw AppError(.invalid, "file_packed", "\(path) is packed by gzip: unpack it first (gunzip).")
    }
    buffer.append(contentsOf: more)
  }

  private mutating func take(upTo end: Int, ended: Bool) -> Line {
    lineNumber += 1
    offset += Int64(dropped + end - start + (ended ? 1 : 0))
    let isTooLong = dropped > 0 || end - start > ImportLimits.lineBytesMax
    dropped = 0
    return Line(number: lineNumber, bytes: isTooLong ? nil : Array(buffer[start..<end]), end: offset)
  }
}
