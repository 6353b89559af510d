import NIOCore

/// A command as it goes over the wire: an array of bulk strings.
struct RESPCommand: Sendable {
  let buffer: ByteBuffer

  init(_ words: [RESPWord]) {
    var buffer = ByteBufferAllocator().buffer(capacity: words.reduce(16) { $0 + $1.bytes.count + 16 })
    buffer.writeString("*\(words.count)\r\n")
    for word in words {
      buffer.writeString("$\(word.bytes.count)\r\n")
      buffer.writeBytes(word.bytes)
      buffer.writeString("\r\n")
    }
    self.buffer = buffer
  }
}

/// One word of a command.
struct RESPWord: ExpressibleByStringLiteral, Sendable {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }
  init(_ text: String) { bytes = Array(text.utf8) }
  init(_ number: Int64) { bytes = Array(String(number).utf8) }
  init(stringLiteral text: String) { self.init(text) }
}
