import HTTPAPI
import NIOCore
import NIOHPACK
import NIOHTTP2

/// Holds one call to the deadlines and limits that the gRPC library leaves open: until its request is whole, for only then does a handler begin, and its deadline;
/// and while its client takes nothing of the answer. Before all of the library's handlers.
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

    static let tooLarge = Refusal(status: 8, message: "The message is larger than any that is taken.")
    static let tooMuch = Refusal(status: 8, message: "Too much of unfinished requests is waiting. Send fewer large messages at once.")
    static let tooSlow = Refusal(status: 4, message: "The request took too long to arrive.")
  }

  /// Parts of an answer in which it is counted what a slow reader has taken.
  private static let partBytesMax = 16_384

  private let limits: HTTPLimits
  private let unfinished: UnfinishedRequests
  private let streams: Set<String>
  private let largestMessage: Int
  private var address = "local"
  private var startedAt = NIODeadline.now()
  private var framing = MessageFraming()
  /// Each message counts by itself, not the request as a whole.
  private var takesMany = false
  private var kept = 0
  private var isWhole = false
  private var isAnswered = false
  private var isOver = false
  /// Bytes of the answer's messages that have not left this process, and since when none of them did.
  private var unread = 0
  private var takenAt = NIODeadline.now()
  private var tick: Ticker.Place?

  /// `largestMessage` in bytes; `streams`: the paths of methods that take many messages.
  init(_ limits: HTTPLimits, _ unfinished: UnfinishedRequests, largestMessage: Int, streams: Set<String>) {
    self.limits = limits
    self.largestMessage = largestMessage
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
      if case .byteBuffer(let bytes) = frame.data {
        let before = framing.unfinished
        framing.take(bytes.readableBytesView)
        guard framing.length <= largestMessage else { return refuse(.tooLarge, context) }
        // What makes a request whole is not kept: small ones go through also where no room is left.
        guard frame.endStream || keep(bytes.readableBytes, unfinishedBefore: before) else { return refuse(.tooMuch, context) }
      }
      if frame.endStream { finish() }
      context.fireChannelRead(data)
    default: context.fireChannelRead(data)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    isAnswered = true
    guard case .data(let frame) = unwrapOutboundIn(data), case .byteBuffer(var bytes) = frame.data else {
      return context.write(data, promise: promise)
    }
    repeat {
      let part = bytes.readSlice(length: min(bytes.readableBytes, Self.partBytesMax)) ?? ByteBuffer()
      let isLast = bytes.readableBytes == 0
      let sent = isLast && promise != nil ? promise : context.eventLoop.makePromise(of: Void.self)
      if unread == 0 { takenAt = .now() }
      unread += part.readableBytes
      sent?.futureResult.assumeIsolated().whenComplete { _ in
        self.unread -= part.readableBytes
        self.takenAt = .now()
      }
      context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(part), endStream: isLast && frame.endStream))), promise: sent)
    } while bytes.readableBytes > 0
  }

  /// False when these bytes are too many.
  private func keep(_ bytes: Int, unfinishedBefore before: Int) -> Bool {
    guard takesMany else { return count(kept + bytes) }
    // The message that is under way has begun with these.
    if framing.hasMessage, before == 0 || framing.unfinished < before + bytes { startedAt = .now() }
    return count(framing.unfinished)
  }

  private func count(_ bytes: Int) -> Bool {
    guard unfinished.add(bytes - kept, of: address) else { return false }
    kept = bytes
    return true
  }

  private func finish() {
    isWhole = true
    _ = count(0)
  }

  private func settle() {
    tick?.leave()
    tick = nil
    _ = count(0)
  }

  private func look(_ context: ChannelHandlerContext) {
    if unread > 0, NIODeadline.now() - takenAt > .milliseconds(limits.stalledWriteMilliseconds) { return reset(context) }
    // Between two messages of a stream there is no hurry.
    guard !isWhole, !takesMany || !framing.hasMessage || framing.unfinished > 0 else { return }
    let allowed = limits.bodyMilliseconds + Int64(kept) * 1000 / Int64(limits.bodyBytesPerSecondMin)
    if NIODeadline.now() - startedAt > .milliseconds(allowed) { refuse(.tooSlow, context) }
  }

  /// Tells the client why, unless its answer has begun, and reads no more of it.
  private func refuse(_ refusal: Refusal, _ context: ChannelHandlerContext) {
    guard !isOver else { return }
    if !isAnswered {
      let headers: HPACKHeaders = [
        ":status": "200", "content-type": "application/grpc", "grpc-status": "\(refusal.status)", "grpc-message": refusal.message,
      ]
      context.write(wrapOutboundOut(.headers(.init(headers: headers, endStream: true))), promise: nil)
    }
    reset(context)
  }

  private func reset(_ context: ChannelHandlerContext) {
    isOver = true
    settle()
    context.writeAndFlush(wrapOutboundOut(.rstStream(isAnswered ? .enhanceYourCalm : .noError)), promise: nil)
  }
}
