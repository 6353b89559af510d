package import NIOCore

/// Counts a connection for as long as it is open, and closes one too many before it says anything. First of all handlers: also a WebSocket counts, and a
/// connection whose TLS is still being agreed on.
package final class ConnectionEntry: ChannelInboundHandler {
  package typealias InboundIn = ByteBuffer

  private let connections: ConnectionTable

  package init(_ connections: ConnectionTable) { self.connections = connections }

  package func channelActive(context: ChannelHandlerContext) {
    let address = context.channel.remoteAddress?.ipAddress.map(ClientAddress.rateKey) ?? "local"
    guard connections.enter(context.channel, address: address) else { return context.close(promise: nil) }
    context.channel.closeFuture.whenComplete { [connections, channel = context.channel] _ in connections.leave(channel, address: address) }
    context.fireChannelActive()
  }
}
