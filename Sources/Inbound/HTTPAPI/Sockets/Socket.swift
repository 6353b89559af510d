import NIOCore
import NIOWebSocket

/// A WebSocket as those see it who talk over it.
struct Socket: Sendable {
  let channel: any Channel

  /// Waits until the client's machine has taken it. False when the connection is closed or closing.
  @discardableResult
  func send(_ text: [UInt8]) async -> Bool { await send(ByteBuffer(bytes: text), .text) }

  func send(_ message: SocketMessage) async -> Bool {
    switch message {
    case .text(let bytes): await send(bytes, .text)
    case .binary(let bytes): await send(bytes, .binary)
    }
  }

  /// Says why and ends; the second time it does nothing.
  func close(_ code: SocketCloseCode, _ reason: String = "") {
    channel.triggerUserOutboundEvent(SocketClose(code, reason), promise: nil)
  }

  private func send(_ bytes: ByteBuffer, _ opcode: WebSocketOpcode) async -> Bool {
    do {
      try await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: opcode, data: bytes)).get()
      return true
    } catch {
      return false
    }
  }
}
