import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// Turns a connection whose request was answered with 101 into a WebSocket.
enum SocketUpgrade {
  /// Takes the handlers of HTTP out and puts those of the socket in; what the client sent already goes to them. Called on the channel's thread.
  static func perform(
    on channel: any Channel, _ limits: SocketLimits, position: @escaping @Sendable () -> String,
    onMessage: @escaping @Sendable (SocketMessage) async -> Void
  ) throws {
    let pipeline = channel.pipeline.syncOperations
    let counter = try pipeline.handler(type: OutboundByteCounter.self)
    let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
    let others = [
      try pipeline.context(handlerType: ExchangeHandler.self), try pipeline.context(handlerType: ConnectionGuard.self),
      try pipeline.context(handlerType: HTTP1ToHTTPServerCodec.self), try pipeline.context(handlerType: OldClientHandler.self),
      try pipeline.context(handlerType: HTTPResponseEncoder.self),
    ]
    try pipeline.addHandler(WebSocketFrameEncoder())
    try pipeline.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.messageBytesMax)))
    try pipeline.addHandler(SocketHandler(limits, counter, position: position, onMessage: onMessage))
    for handler in others { pipeline.removeHandler(context: handler, promise: nil) }
    pipeline.removeHandler(context: decoder, promise: nil)
  }
}
