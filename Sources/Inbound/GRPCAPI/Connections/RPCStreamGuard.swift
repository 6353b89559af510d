import HTTPAPI
import NIOCore
import NIOHPACK
import NIOHTTP2

/// Holds one call to the deadlines and limits that the gRPC library leaves open until its request is whole; only then does a handler begin, and its deadline.
/// Before all of the library's handlers.
final class RPCStreamGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias InboundOut = HTTP2Frame.FramePayload
  typealias OutboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private struct Refusal {
    /// Of gRPC's statuses.
    let status: Int
    /// ASCII without `%`: it goes into a header.
    let message: String

    static let tooMuch = Refusal(status: 8, message: "Too much of unfinished requests is waiting. Send fewer large messages at once.")
    static let tooSlow = Refusal(status: 4, message: "The request took too long to arrive.")
  }

  private let limits: HTTPLimits
  private let unfinished: UnfinishedRequests
  private let streams: Set<String>
  private var address = "local"
  private var startedAt = NIODeadline.now()
  private var framing = MessageFraming()
  /// Each message counts by itself, not the request as a whole.
  private var takesMany = false
  private var kept = 0
  private var isWhole = false
  private var isAnswered = false
  private var isOver = false
  private var tick: Ticker.Place?

  /// `streams`: the paths of methods that take many messages.
  init(_ limits: HTTPLimits, _ unfinished: UnfinishedRequests, streams: Set<String>) {
    self.limits = limits
    self.unfinished = unfinished
    self.streams = streams
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if let known = context.channel.remoteAddress?.ipAddress { address = ClientAddress.rateKey(known) }
    tick = Ticker.on(context.eventLoop, everyMilliseconds: limits.tickMilliseconds).add { self.look(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { settle() }

  func channelInactive(context: ChannelHandlerContext) {
    settle()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    switch unwrapInboundIn(data) {
    case .headers(var headers):
      takesMany = headers.headers.first(name: ":path").map(streams.contains) ?? false
      // The library takes a negative number for its own fault, and ends the process.
      if headers.headers[canonicalForm: "grpc-timeout"].contains(where: { !RPCDeadline.isWellFormed($0) }) {
        headers.headers.remove(name: "grpc-timeout")
      }
      if headers.endStream { finish() }
      context.fireChannelRead(wrapInboundOut(.headers(headers)))
    case .data(let frame):
      // What makes a request whole is not kept: small ones go through also where no room is left.
      if frame.endStream { finish() } else if case .byteBuffer(let bytes) = frame.data, !keep(bytes) { return refuse(.tooMuch, context) }
      context.fireChannelRead(data)
    default: context.fireChannelRead(data)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    isAnswered = true
    context.write(data, promise: promise)
  }

  /// False when these bytes are too many.
  private func keep(_ bytes: ByteBuffer) -> Bool {
    guard takesMany else { return count(kept + bytes.readableBytes) }
    let before = framing.unfinished
    framing.take(bytes.readableBytesView)
    // The message that is under way has begun with these.
    if framing.hasMessage, before == 0 || framing.unfinished < before + bytes.readableBytes { startedAt = .now() }
    return count(framing.unfinished)
  }

  private func count(_ bytes: Int) -> Bool {
    guard unfinished.add(bytes - kept, of: address) else { return false }
    kept = bytes
    return true
  }

  private func finish() {
    isWhole = true
    settle()
  }

  private func settle() {
    tick?.leave()
    tick = nil
    _ = count(0)
  }

  private func look(_ context: ChannelHandlerContext) {
    // Between two messages of a stream there is no hurry.
    if takesMany, framing.hasMessage, framing.unfinished == 0 { return }
    let allowed = limits.bodyMilliseconds + Int64(kept) * 1000 / Int64(limits.bodyBytesPerSecondMin)
    if NIODeadline.now() - startedAt > .milliseconds(allowed) { refuse(.tooSlow, context) }
  }

  /// Tells the client why, unless its answer has begun, and reads no more of it.
  private func refuse(_ refusal: Refusal, _ context: ChannelHandlerContext) {
    guard !isOver, !isWhole else { return }
    isOver = true
    settle()
    if !isAnswered {
      let headers: HPACKHeaders = [
        ":status": "200", "content-type": "application/grpc", "grpc-status": "\(refusal.status)", "grpc-message": refusal.message,
      ]
      context.write(wrapOutboundOut(.headers(.init(headers: headers, endStream: true))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.rstStream(isAnswered ? .enhanceYourCalm : .noError)), promise: nil)
  }
}
