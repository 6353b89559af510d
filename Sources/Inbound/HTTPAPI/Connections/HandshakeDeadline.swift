import NIOCore
import NIOTLS

/// Closes a connection whose TLS is not agreed on in time. Behind the handler of TLS.
final class HandshakeDeadline: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let milliseconds: Int64
  private var deadline: Scheduled<Void>?

  init(_ limits: HTTPLimits) { milliseconds = limits.headerMilliseconds }

  func channelActive(context: ChannelHandlerContext) {
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(milliseconds)) { context.close(promise: nil) }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // Who is removed passes nothing on.
    context.fireUserInboundEventTriggered(event)
    guard case .handshakeCompleted? = event as? TLSUserEvent else { return }
    deadline?.cancel()
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }

  /// What broke the handshake is the client's affair.
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
