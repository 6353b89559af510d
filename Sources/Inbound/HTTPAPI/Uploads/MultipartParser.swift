import ForumKernel
import Glibc

/// Cuts a body of `multipart/form-data` (RFC 7578, RFC 2046 §5.1) into its parts, piece by piece, wherever the pieces were cut. A pure value, which keeps no
/// more than one delimiter or one header of what it was given.
struct MultipartParser {
  enum Piece: Equatable {
    /// A part begins; its header as it came, without the empty line.
    case header([UInt8])
    case content(ArraySlice<UInt8>)
    case partEnd
    /// The last delimiter; what follows is nobody's.
    case end
  }

  private enum Place { case preamble, delimiter, header, content, epilogue }

  /// A form has two parts; programs send a few more.
  static let partsMax = 8
  /// Browsers send about 150.
  static let headerBytesMax = 4096
  /// RFC 2046 §5.1.1.
  static let boundaryBytesMax = 70
  /// Before the first and behind the last delimiter; nobody sends any.
  static let paddingBytesMax = 1024

  private static let lineEnd = Array("\r\n".utf8)
  private static let headerEnd = Array("\r\n\r\n".utf8)

  private let delimiter: [UInt8]
  private var place = Place.preamble
  /// What has not been given out: the beginning counts as the beginning of a line.
  private var rest = Self.lineEnd
  private var parts = 0
  private var padding = 0

  /// nil for what can be no boundary.
  init?(boundary: String) {
    let bytes = Array(boundary.utf8)
    guard (1...Self.boundaryBytesMax).contains(bytes.count), bytes.allSatisfy({ (0x20..<0x7f).contains($0) }), bytes.last != 0x20 else { return nil }
    delimiter = Array("\r\n--".utf8) + bytes
  }

  /// True behind the last delimiter.
  var isWhole: Bool { place == .epilogue }

  /// What these bytes complete. Throws `invalid` (`malformed_form`) for what is no such form, and for more than the bounds.
  mutating func take(_ bytes: some Collection<UInt8>) throws(AppError) -> [Piece] {
    rest += bytes
    var (pieces, position): ([Piece], Int) = ([], 0)
    var isMoving = true
    while isMoving {
      switch place {
      case .preamble: isMoving = try skipPreamble(&position)
      case .delimiter: isMoving = try readDelimiter(&position, &pieces)
      case .header: isMoving = try readHeader(&position, &pieces)
      case .content: isMoving = readContent(&position, &pieces)
      case .epilogue:
        try pad(rest.count - position)
        position = rest.count
        isMoving = false
      }
    }
    rest.removeFirst(position)
    return pieces
  }

  private mutating func skipPreamble(_ position: inout Int) throws(AppError) -> Bool {
    guard let found = find(delimiter, from: position) else {
      let kept = min(rest.count - position, delimiter.count - 1)
      try pad(rest.count - kept - position)
      position = rest.count - kept
      return false
    }
    try pad(found - position)
    position = found + delimiter.count
    place = .delimiter
    return true
  }

  /// The rest of the line: `--` at the end of all parts, else only blanks.
  private mutating func readDelimiter(_ position: inout Int, _ pieces: inout [Piece]) throws(AppError) -> Bool {
    guard rest.count - position >= 2 else { return false }
    if rest[position...].starts(with: "--".utf8) {
      position += 2
      place = .epilogue
      pieces.append(.end)
      return true
    }
    let blanks = rest[position...].prefix { $0 == 0x20 || $0 == 0x09 }.count
    guard rest.count - position - blanks >= 2, blanks <= Self.boundaryBytesMax else {
      if blanks > Self.boundaryBytesMax { throw Self.malformed("A delimiter is followed by too many blanks.") }
      return false
    }
    position += blanks
    guard rest[position...].starts(with: Self.lineEnd) else { throw Self.malformed("A delimiter does not end its line.") }
    parts += 1
    guard parts <= Self.partsMax else { throw Self.malformed("A form may have at most \(Self.partsMax) parts.") }
    place = .header
    return true
  }

  /// The line end of the delimiter is still there, so that a part without a header is one with an empty header.
  private mutating func readHeader(_ position: inout Int, _ pieces: inout [Piece]) throws(AppError) -> Bool {
    guard let end = find(Self.headerEnd, from: position) else {
      guard rest.count - position <= Self.headerBytesMax else {
        throw Self.malformed("The header of a part may have at most \(Self.headerBytesMax) bytes.")
      }
      return false
    }
    guard end - position <= Self.headerBytesMax else {
      throw Self.malformed("The header of a part may have at most \(Self.headerBytesMax) bytes.")
    }
    pieces.append(.header(Array(rest[min(position + 2, end)..<end])))
    // An empty content may be followed by its delimiter at once.
    position = end + 2
    place = .content
    return true
  }

  /// Begins with the line end before the content, which is not of it.
  private mutating func readContent(_ position: inout Int, _ pieces: inout [Piece]) -> Bool {
    if let found = find(delimiter, from: position) {
      add(from: position, to: found, &pieces)
      isInside = false
      pieces.append(.partEnd)
      position = found + delimiter.count
      place = .delimiter
      return true
    }
    let end = max(position, rest.count - delimiter.count + 1)
    // The line end before the content is left out as a whole.
    guard isInside || end - position >= Self.lineEnd.count else { return false }
    add(from: position, to: end, &pieces)
    position = end
    return false
  }

  /// Whether the line end before the content was left out.
  private var isInside = false

  private mutating func add(from start: Int, to end: Int, _ pieces: inout [Piece]) {
    var start = start
    if !isInside {
      guard end - start >= Self.lineEnd.count else { return }
      start += Self.lineEnd.count
      isInside = true
    }
    if end > start { pieces.append(.content(rest[start..<end])) }
  }

  private mutating func pad(_ count: Int) throws(AppError) {
    padding += count
    guard padding <= Self.paddingBytesMax else { throw Self.malformed("There is too much before or behind the parts of the form.") }
  }

  /// By the line end with which every pattern begins, for which the C library looks fast.
  private func find(_ pattern: [UInt8], from start: Int) -> Int? {
    rest.withUnsafeBytes { bytes -> Int? in
      guard let base = bytes.baseAddress else { return nil }
      var place = start
      while bytes.count - place >= pattern.count {
        guard let found = memchr(base + place, Int32(pattern[0]), bytes.count - place - pattern.count + 1) else { return nil }
        place = UnsafeRawPointer(found) - base
        if memcmp(base + place, pattern, pattern.count) == 0 { return place }
        place += 1
      }
      return nil
    }
  }

  static func malformed(_ message: String) -> AppError { AppError(.invalid, "malformed_form", message, isMalformed: true) }
}
