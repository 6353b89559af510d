import NIOCore
import NIOWebSocket

/// A whole message of the client.
enum SocketMessage: Sendable, Equatable {
  /// UTF-8.
  case text(ByteBuffer)
  case binary(ByteBuffer)
}

/// Puts a client's frames together and holds it to what RFC 6455 leaves open in NIO's decoder: masks, reserved bits and opcodes, the order of
/// fragments, the size of a message, UTF-8, and what a closing frame may say. A value without a connection.
struct MessageAssembler {
  enum Outcome: Equatable {
    /// More frames are to come.
    case nothing
    case message(SocketMessage)
    case ping(ByteBuffer)
    case pong
    /// The client closes: answer with the same.
    case close(SocketClose)
    /// Close the connection with this.
    case violation(SocketClose)
  }

  private let bytesMax: Int
  /// What came of an unfinished message.
  private var buffer = ByteBuffer()
  /// Its kind; nil between messages.
  private var isText: Bool?
  private var check = UTF8Check()

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  mutating func take(_ frame: WebSocketFrame) -> Outcome {
    guard frame.maskKey != nil else { return broken("a frame was not masked") }
    guard frame.reservedBits.isEmpty else { return broken("a reserved bit was set") }
    let data = frame.unmaskedData
    switch frame.opcode {
    case .ping: return .ping(data)
    case .pong: return .pong
    case .connectionClose: return Self.close(data)
    case .text, .binary:
      guard isText == nil else { return broken("a message began within another") }
      isText = frame.opcode == .text
      check = UTF8Check()
      return append(data, isLast: frame.fin)
    case .continuation:
      guard isText != nil else { return broken("nothing was there to continue") }
      return append(data, isLast: frame.fin)
    default: return broken("an opcode was unknown")
    }
  }

  private mutating func append(_ data: ByteBuffer, isLast: Bool) -> Outcome {
    guard buffer.readableBytes + data.readableBytes <= bytesMax else { return .violation(SocketClose(.tooLarge, "at most \(bytesMax) bytes")) }
    if isText == true {
      guard check.take(data.readableBytesView), !isLast || check.isComplete else { return .violation(SocketClose(.invalidText, "not UTF-8")) }
    }
    if buffer.readableBytes == 0 { buffer = data } else { buffer.writeImmutableBuffer(data) }
    guard isLast else { return .nothing }
    defer { (buffer, isText) = (ByteBuffer(), nil) }
    return .message(isText == true ? .text(buffer) : .binary(buffer))
  }

  private static func close(_ data: ByteBuffer) -> Outcome {
    var data = data
    guard data.readableBytes > 0 else { return .close(SocketClose(code: nil)) }
    guard let code = data.readInteger(as: UInt16.self), SocketCloseCode.isAllowed(code) else {
      return .violation(SocketClose(.protocolError, "no such code to close with"))
    }
    var check = UTF8Check()
    guard check.take(data.readableBytesView), check.isComplete else { return .violation(SocketClose(.invalidText, "the reason is not UTF-8")) }
    return .close(SocketClose(code: code))
  }

  private func broken(_ reason: String) -> Outcome { .violation(SocketClose(.protocolError, reason)) }
}
