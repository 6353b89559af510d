import Support
import Testing

/// Somebody at the forum's WebSocket.
struct LiveClient {
  private var socket: SocketClient

  /// Connects with the client's sign-in.
  static func open(_ port: Int, as client: Client, _ body: (inout LiveClient) async throws -> Void) async throws {
    try await SocketClient.open(port, "/api/v1/live", headers(of: client)) { socket in
      try #require(socket.answer.hasPrefix("HTTP/1.1 101 "), "\(socket.answer)")
      var live = LiveClient(socket: socket)
      try await body(&live)
    }
  }

  private static func headers(of client: Client) -> [String: String] {
    ["Authorization": client.token.map { "Bearer \($0)" }, "X-Tenant": client.tenant].compactMapValues { $0 }
  }

  func say(_ json: String) async throws { try await socket.send(json) }

  /// The next message; the code and reason of the close as `{"code":…,"reason":…}`; null at the end.
  mutating func next() async throws -> JSON {
    while let frame = try await socket.next() {
      switch frame.opcode {
      case 1: return try JSON(frame.payload)
      case 8: return try JSON(#"{"closed":\#(frame.code ?? 0),"reason":"\#(frame.reason)"}"#.utf8)
      default: continue
      }
    }
    return try JSON([])
  }

  /// The next message of this type; others before it are let go.
  mutating func next(_ type: String) async throws -> JSON {
    while true {
      let message = try await next()
      if message["type"].text == type { return message }
      try #require(!message.isNull && message["closed"].isNull, "instead of \(type): \(message)")
    }
  }

  /// Subscribes; the answer.
  @discardableResult
  mutating func subscribe(_ topic: String, after position: String? = nil) async throws -> JSON {
    try await say(#"{"type":"subscribe","topic":"\#(topic)"\#(position.map { #","position":"\#($0)""# } ?? "")}"#)
    return try await next()
  }
}
