import NIOCore

/// Knows whether the frame that was written last is a GOAWAY with an error: NIO's errors do not say whether they end a connection or one request of it.
/// In front of NIO's handler of HTTP/2, which writes each frame by itself.
final class FarewellWatch: ChannelOutboundHandler {
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private static let kind: UInt8 = 7
  private static let kindAt = 3
  private static let errorAt = 13
  private static let bytesCount = 17

  private(set) var isLast = false

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .byteBuffer(let frame) = unwrapOutboundIn(data) {
      let start = frame.readerIndex
      isLast =
        frame.readableBytes == Self.bytesCount && frame.getInteger(at: start + Self.kindAt) == Self.kind
        && frame.getInteger(at: start + Self.errorAt) != UInt32(0)
    }
    context.write(data, promise: promise)
  }
}
