import NIOCore

/// The peer sent what is not NATS.
struct NATSProtocolError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Reads frames from bytes that come in pieces of any size. Everything is bounded before it is stored.
struct NATSParser {
  /// A server's `INFO`, with the addresses of a large cluster; other lines are much shorter.
  static let lineBytesMax = 128 << 10
  static let messageLineBytesMax = 4096
  /// Header and payload together; servers allow 1 MiB unless told otherwise.
  static let messageBytesMax = 16 << 20

  private struct Head {
    let subject: String
    let subscription: Int
    let reply: String?
    let headerBytes: Int
    let totalBytes: Int
  }

  /// The message whose line was read and whose bytes are still to come.
  private var head: Head?
  /// Bytes of the line at the front that were looked through already.
  private var searched = 0

  /// The next whole frame, removed from `buffer`; nil when more bytes are needed.
  mutating func next(_ buffer: inout ByteBuffer) throws(NATSProtocolError) -> NATSFrame? {
    if let head { return try message(head, &buffer) }
    guard let line = try line(&buffer) else { return nil }
    let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    let rest = parts.count > 1 ? parts[1] : ""
    switch parts.first?.uppercased() {
    case "MSG": head = try Self.head(rest, hasHeader: false)
    case "HMSG": head = try Self.head(rest, hasHeader: true)
    case "PING": return .ping
    case "PONG": return .pong
    case "+OK": return .ok
    case "-ERR": return .error(String(rest.filter { $0 != "'" }))
    case "INFO": return .info(Array(rest.utf8))
    default: throw NATSProtocolError("an unknown frame")
    }
    return try next(&buffer)
  }

  private mutating func line(_ buffer: inout ByteBuffer) throws(NATSProtocolError) -> String? {
    let view = buffer.readableBytesView
    let start = view.startIndex + searched
    guard let end = view[start...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = view.count
      guard searched <= Self.lineBytesMax else { throw NATSProtocolError("a line without end") }
      return nil
    }
    let bytes = view[view.startIndex..<end]
    searched = 0
    guard bytes.last == UInt8(ascii: "\r"), bytes.count <= Self.lineBytesMax else { throw NATSProtocolError("a line that ends wrong") }
    let text = String(decoding: bytes.dropLast(), as: UTF8.self)
    buffer.moveReaderIndex(forwardBy: bytes.count + 1)
    return text
  }

  /// `subject sid [reply] [header bytes] total bytes`.
  private static func head(_ text: Substring, hasHeader: Bool) throws(NATSProtocolError) -> Head {
    guard text.utf8.count <= messageLineBytesMax else { throw NATSProtocolError("a long message line") }
    let words = text.split(separator: " ")
    let fixed = hasHeader ? 4 : 3
    guard words.count == fixed || words.count == fixed + 1, let sid = number(words[1]), let total = number(words[words.count - 1]) else {
      throw NATSProtocolError("a bad message line")
    }
    let header = hasHeader ? number(words[words.count - 2]) : 0
    guard let header, header <= total else { throw NATSProtocolError("a bad header length") }
    guard total <= messageBytesMax else { throw NATSProtocolError("a message of \(total) bytes") }
    return Head(
      subject: String(words[0]), subscription: sid, reply: words.count > fixed ? String(words[2]) : nil, headerBytes: header, totalBytes: total)
  }

  /// Digits alone: `Int("+5")` is a number too.
  private static func number(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(text)
  }

  private mutating func message(_ head: Head, _ buffer: inout ByteBuffer) throws(NATSProtocolError) -> NATSFrame? {
    guard buffer.readableBytes >= head.totalBytes + 2 else { return nil }
    self.head = nil
    let header = buffer.readBytes(length: head.headerBytes) ?? []
    let payload = buffer.readBytes(length: head.totalBytes - head.headerBytes) ?? []
    guard buffer.readBytes(length: 2) == [0x0D, 0x0A] else { throw NATSProtocolError("a message of another length than it says") }
    var headers: NATSHeaders?
    if head.headerBytes > 0 {
      headers = NATSHeaders(header)
      guard headers != nil else { throw NATSProtocolError("a header that can't be read") }
    }
    return .message(
      subscription: head.subscription, NATSMessage(subject: head.subject, reply: head.reply, headers: headers, payload: payload))
  }
}
