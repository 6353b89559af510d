import ForumKernel

/// One message of an mbox file, as it stands there but for the quoting of `From `.
struct RawMail {
  /// The line of its `From ` line.
  let line: Int
  /// The moment of that line, as UTC.
  let envelopeDate: Timestamp?
  /// nil when the message is longer than `ImportLimits.mailBytesMax`.
  let bytes: [UInt8]?
}

/// What stands in an mbox file, in order.
enum MailboxPiece {
  case mail(RawMail)
  /// Lines before the first message.
  case stray(line: Int)
}

/// Cuts an mbox file into messages. A message begins with a `From ` line that ends in a date and is followed by a header or preceded by a blank line;
/// archives exist that leave the blank line out, and texts that hold such a line.
struct MailboxSplitter {
  private(set) var lines: LineReader
  private(set) var done: Int64 = 0
  private var ahead: LineReader.Line?
  private var envelope: (line: Int, date: Timestamp)?
  private var hasStarted = false

  init(path: String) throws { lines = try LineReader(path: path) }

  /// nil after the last message.
  mutating func next() throws -> MailboxPiece? {
    if !hasStarted {
      hasStarted = true
      ahead = try lines.next()
      if let stray = try skipToFirst() { return .stray(line: stray) }
    }
    guard let begin = envelope else { return nil }
    envelope = nil
    var bytes: [UInt8] = []
    var isTooLong = false
    var isAfterBlank = false
    while let line = try advance() {
      if let date = try start(line, isAfterBlank: isAfterBlank) {
        envelope = (line.number, date)
        break
      }
      done = line.end
      isAfterBlank = line.bytes.map(Self.isBlank) ?? false
      guard let content = line.bytes, bytes.count + content.count < ImportLimits.mailBytesMax else {
        isTooLong = true
        bytes.removeAll()
        continue
      }
      if !isTooLong { Self.append(content, to: &bytes) }
    }
    return .mail(RawMail(line: begin.line, envelopeDate: begin.date, bytes: isTooLong ? nil : bytes))
  }

  /// Goes to the first message; the first line with something else, where there is one.
  private mutating func skipToFirst() throws -> Int? {
    var stray: Int?
    var isAfterBlank = true
    while let line = try advance() {
      if let date = try start(line, isAfterBlank: isAfterBlank) {
        envelope = (line.number, date)
        return stray
      }
      isAfterBlank = line.bytes.map(Self.isBlank) ?? false
      if !isAfterBlank { stray = stray ?? line.number }
    }
    guard let stray else { return nil }
    throw AppError(
      .invalid, "not_a_mailbox", "\(lines.path):\(stray): this is not an mbox file: no line begins with \"From \" and ends in a date.")
  }

  private mutating func advance() throws -> LineReader.Line? {
    guard let line = ahead else { return nil }
    ahead = try lines.next()
    return line
  }

  /// The date of a line that begins a message.
  private func start(_ line: LineReader.Line, isAfterBlank: Bool) throws -> Timestamp? {
    guard let bytes = line.bytes, bytes.starts(with: "From ".utf8), let date = MailDate.ofEnvelope(bytes) else { return nil }
    return isAfterBlank || ahead?.bytes.map(MailHeaders.isHeader) == true ? date : nil
  }

  private static func isBlank(_ bytes: [UInt8]) -> Bool { bytes.isEmpty || bytes == [0x0d] }

  /// Adds a line with a plain newline, and takes one `>` off a quoted `From `.
  private static func append(_ line: [UInt8], to bytes: inout [UInt8]) {
    let isQuoted = line.first == UInt8(ascii: ">") && line.drop { $0 == UInt8(ascii: ">") }.starts(with: "From ".utf8)
    bytes += line[(isQuoted ? 1 : 0)..<(line.last == 0x0d ? line.count - 1 : line.count)]
    bytes.append(0x0a)
  }
}
