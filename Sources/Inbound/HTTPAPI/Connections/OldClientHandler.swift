import NIOCore
import NIOHTTP1

/// Says for clients of HTTP/1.0 what they mean: their connection ends with the answer unless they ask to keep it, they know no `100 Continue`, and
/// they need not name a host. Of several hosts, which RFC 9112 §3.2 does not allow, none is left, so that the request is refused as one without.
final class OldClientHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
    if head.headers["host"].count > 1 { head.headers.remove(name: "host") }
    if head.version == .http1_0 { speakFor(&head) }
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  private func speakFor(_ head: inout HTTPRequestHead) {
    if !head.headers.contains(name: "host") { head.headers.add(name: "host", value: "localhost") }
    if !head.isKeepAlive { head.headers.replaceOrAdd(name: "connection", value: "close") }
    head.headers.remove(name: "expect")
  }
}
