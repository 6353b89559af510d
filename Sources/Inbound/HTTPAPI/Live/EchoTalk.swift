/// Says every message again: what programs that examine WebSocket servers talk to. Off unless the settings ask for it.
struct EchoTalk: SocketTalk {
  let socket: Socket
  let position = ""

  /// The endpoint, for the table of routes.
  static let endpoint = Endpoint(
    socket: "live/echo", "echo", "Says every message again, for programs that examine the protocol", tag: "Live", needs: nil
  ) { _, socket in EchoTalk(socket: socket) }

  func receive(_ message: SocketMessage) async { _ = await socket.send(message) }
  func watch() async {}
  func end() async {}
}
