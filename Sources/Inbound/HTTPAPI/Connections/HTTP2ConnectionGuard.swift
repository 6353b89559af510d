import NIOCore
import NIOHTTP2

/// Lets a connection of HTTP/2 go that has had no request for a while, and every one when the server stops: says so, lets end what is under way, and closes,
/// whether the client answers or not. NIO's own handler for this waits for the answer to a ping, which a client can leave out.
final class HTTP2ConnectionGuard: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  /// Told by NIO of every request's beginning and end.
  struct Requests: NIOHTTP2StreamDelegate {
    fileprivate let connection: NIOLoopBound<HTTP2ConnectionGuard>

    func streamCreated(_ id: HTTP2StreamID, channel: any Channel) { connection.value.begin(id) }
    func streamClosed(_ id: HTTP2StreamID, channel: any Channel) { connection.value.end() }
  }

  private let idleMilliseconds: Int64
  private var context: ChannelHandlerContext?
  private var underWay = 0
  private var newest = HTTP2StreamID.rootStream
  private var isEnding = false
  private var idle: Scheduled<Void>?

  init(_ limits: HTTPLimits) { idleMilliseconds = limits.idleMilliseconds }

  func requests(on loop: any EventLoop) -> Requests { Requests(connection: NIOLoopBound(self, eventLoop: loop)) }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    wait()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    idle?.cancel()
    self.context = nil
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent { leave() }
    context.fireUserInboundEventTriggered(event)
  }

  private func begin(_ id: HTTP2StreamID) {
    idle?.cancel()
    underWay += 1
    newest = max(newest, id)
  }

  private func end() {
    underWay -= 1
    guard underWay == 0 else { return }
    if isEnding { close() } else { wait() }
  }

  private func wait() {
    idle = context?.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(idleMilliseconds)) { self.leave() }
  }

  /// What came after the newest request is not carried out, so that the client may repeat it elsewhere.
  private func leave() {
    guard let context, !isEnding else { return }
    isEnding = true
    let farewell = HTTP2Frame(streamID: .rootStream, payload: .goAway(lastStreamID: newest, errorCode: .noError, opaqueData: nil))
    context.writeAndFlush(wrapOutboundOut(farewell), promise: nil)
    if underWay == 0 { close() }
  }

  /// Not at once: the last answer has still to be flushed.
  private func close() { context?.eventLoop.assumeIsolated().execute { self.context?.close(promise: nil) } }
}
