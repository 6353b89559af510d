import NIOCore

/// Counts the bytes that are written to the socket, so that an unread answer can be told from a slow reader.
final class OutboundByteCounter: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = ByteBuffer

  private(set) var written = 0

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    written += unwrapOutboundIn(data).readableBytes
    context.write(data, promise: promise)
  }

  /// The written bytes that wait for the client to read.
  func pending(_ channel: any Channel) -> Int {
    do {
      return try Int(channel.syncOptions?.getOption(.bufferedWritableBytes) ?? 0)
    } catch {
      return 0
    }
  }
}
