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

    /// Bytes of a body that are kept until it is there as a whole; false when those of all requests together are too many.
    func keep(_ count: Int) -> Bool { connection.value.keep(count) }
    func release(_ count: Int) { connection.value.kept -= count }
  }

  /// Bodies of the largest size that one connection may be sending at once.
  private static let largestBodiesMax = 4

  private let limits: HTTPLimits
  private let counter: OutboundByteCounter
  private let watch: FarewellWatch
  private var context: ChannelHandlerContext?
  private var underWay = 0
  private var newest = HTTP2StreamID.rootStream
  private var isEnding = false
  private var idle: Scheduled<Void>?
  private var tick: Ticker.Place?
  private var kept = 0
  private var sent = 0
  private var sentAt = NIODeadline.now()

  /// `counter`: the first handler, where bytes leave.
  init(_ limits: HTTPLimits, _ counter: OutboundByteCounter, _ watch: FarewellWatch) {
    self.limits = limits
    self.watch = watch
    self.counter = counter
  }

  func requests(on loop: any EventLoop) -> Requests { Requests(connection: NIOLoopBound(self, eventLoop: loop)) }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    wait()
    tick = Ticker.on(context.eventLoop, everyMilliseconds: limits.tickMilliseconds).add { self.look(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    idle?.cancel()
    tick?.leave()
    self.context = nil
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent { leave() }
    // Who sends no more has gone: requests need the way in, too, for the flow of their answers.
    if case ChannelEvent.inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  /// What breaks the protocol ends the connection (RFC 9113 §5.4.1), after the GOAWAY that NIO has written; what breaks one request does not.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard watch.isLast else { return }
    isEnding = true
    context.flush()
    close()
  }

  private func keep(_ count: Int) -> Bool {
    kept += count
    return kept <= Self.largestBodiesMax * limits.bodyBytesMax
  }

  /// Nobody who takes nothing of what is sent keeps a connection.
  private func look(_ context: ChannelHandlerContext) {
    let pending = counter.pending(context.channel)
    if pending == 0 || counter.written - pending != sent { (sent, sentAt) = (counter.written - pending, .now()) }
    if NIODeadline.now() - sentAt > .milliseconds(limits.stalledWriteMilliseconds) { context.close(promise: nil) }
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
    idle = context?.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(limits.idleMilliseconds)) { self.leave() }
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
