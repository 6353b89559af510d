import ForumKernel
import HTTPTypes
import HummingbirdCore
import NIOCore

/// What answers on a WebSocket: made for each connection when it opens.
protocol SocketTalk: Sendable {
  /// A message of the client; the next one comes when this returns.
  func receive(_ message: SocketMessage) async
  /// Up to where a client that is closed for slowness has everything; empty when that says nothing.
  var position: String { get }
  /// Runs beside as long as the connection is open; then it is cancelled.
  func watch() async
  /// Once, after the connection has closed.
  func end() async
}

extension Endpoint {
  /// An endpoint that becomes a WebSocket. `open` may refuse before that, by throwing.
  init<Talk: SocketTalk>(
    socket path: String, _ operationID: String, _ summary: String, tag: String, needs permission: Permission?, errors: [String] = [],
    messages: SocketMessages = .none,
    open: @escaping @Sendable (Call, Socket) async throws -> Talk
  ) {
    self.init(
      .get, path, operationID, summary, tag, permission, .read, errors + ["upgrade_required", "websocket_version", "websocket_key"],
      Contract(NoQuery.self, nil, .switchingProtocols, .socket(messages))
    ) { call, _ in
      let fields = try SocketHandshake.accept(call.head)
      let _: NoQuery = try call.queryFields()
      guard let channel = call.channel else {
        throw Problem(.upgradeRequired, "upgrade_required", "There is no connection here that could become a WebSocket.")
      }
      let socket = Socket(channel: channel)
      let place = try call.streams.enter { socket.close(.goingAway) }
      let talk = try await open(call, socket)
      let limits = call.streams.socketLimits
      return Response(
        status: .switchingProtocols, headers: fields,
        body: ResponseBody { _ in
          defer { withExtendedLifetime(place) {} }
          try await talk.run(on: channel, limits)
        })
    }
  }
}

extension SocketTalk {
  fileprivate func run(on channel: any Channel, _ limits: SocketLimits) async throws {
    try await channel.eventLoop.submit {
      try SocketUpgrade.perform(on: channel, limits, position: { position }) { await receive($0) }
    }.get()
    await withTaskGroup { group in
      group.addTask { await watch() }
      // However it ended.
      _ = try? await channel.closeFuture.get()
      group.cancelAll()
    }
    await end()
  }
}
