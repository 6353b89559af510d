import NIOCore

/// What a client sends.
enum NATSCommand {
  static let ping = ByteBuffer(string: "PING\r\n")
  static let pong = ByteBuffer(string: "PONG\r\n")

  static func subscribe(_ subject: String, queue: String? = nil, id: Int) -> ByteBuffer {
    ByteBuffer(string: "SUB \(subject)\(queue.map { " \($0)" } ?? "") \(id)\r\n")
  }

  static func unsubscribe(_ id: Int) -> ByteBuffer { ByteBuffer(string: "UNSUB \(id)\r\n") }

  static func connect(_ json: [UInt8]) -> ByteBuffer {
    var buffer = ByteBuffer(string: "CONNECT ")
    buffer.writeBytes(json)
    buffer.writeString("\r\n")
    return buffer
  }

  static func publish(_ message: NATSOutgoing, reply: String?) -> ByteBuffer {
    let hasHeader = !message.fields.isEmpty
    let header = hasHeader ? NATSHeaders(message.fields).block : []
    let lengths = hasHeader ? "\(header.count) \(header.count + message.payload.count)" : "\(message.payload.count)"
    var buffer = ByteBuffer()
    buffer.reserveCapacity(message.payload.count + header.count + 128)
    buffer.writeString("\(hasHeader ? "HPUB" : "PUB") \(message.subject) \(reply.map { "\($0) " } ?? "")\(lengths)\r\n")
    if hasHeader { buffer.writeBytes(header) }
    buffer.writeBytes(message.payload)
    buffer.writeString("\r\n")
    return buffer
  }
}

/// A message that goes out.
struct NATSOutgoing: Sendable {
  let subject: String
  var fields: [(name: String, value: String)] = []
  let payload: [UInt8]
}
