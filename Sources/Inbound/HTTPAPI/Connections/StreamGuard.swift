import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// Holds one request of an HTTP/2 connection to the deadlines of `ConnectionGuard`. What concerns the connection as a whole, NIO's handlers of HTTP/2 guard.
final class StreamGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// Parts of a body in which it is counted what a slow reader has taken.
  private static let partBytesMax = 16_384

  private let limits: HTTPLimits
  private let connection: HTTP2ConnectionGuard.Requests
  private var state: ConnectionState
  private var tick: Ticker.Place?
  /// Bytes of the answer's body, and those of them that left this process.
  private var written = 0
  private var flushed = 0
  private var isRequestWhole = false
  /// The body is taken as it comes, and not kept here.
  private var isBodyStreamed = false
  /// Bytes of the request's body.
  private var kept = 0

  init(_ limits: HTTPLimits, _ connection: HTTP2ConnectionGuard.Requests) {
    self.limits = limits
    self.connection = connection
    state = ConnectionState(limits, now: Self.now)
  }

  private static var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }

  func handlerAdded(context: ChannelHandlerContext) { schedule(context) }

  func handlerRemoved(context: ChannelHandlerContext) {
    tick?.leave()
    connection.release(kept)
    kept = 0
  }

  func channelInactive(context: ChannelHandlerContext) {
    tick?.leave()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !state.isClosing else { return }
    switch unwrapInboundIn(data) {
    case .head(var head):
      state.head(now: Self.now)
      // Whatever the client calls it: this connection is encrypted.
      head.scheme = "https"
      return context.fireChannelRead(wrapInboundOut(.head(head)))
    case .body(let bytes):
      guard state.body(bytes.readableBytes), isBodyStreamed || keep(bytes.readableBytes) else { return context.close(promise: nil) }
    case .end:
      isRequestWhole = true
      state.requestEnd(now: Self.now)
    }
    context.fireChannelRead(data)
  }

  private func keep(_ count: Int) -> Bool {
    kept += count
    return connection.keep(count)
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    switch event {
    case let event as BodyIsStreamed:
      state.streamBody(bytesMax: event.bytesMax)
      isBodyStreamed = true
    // Clients of HTTP/2 have flow control, and send at once.
    case is BodyIsWanted: break
    default: return context.triggerUserOutboundEvent(event, promise: promise)
    }
    promise?.succeed()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head):
      state.answerHead()
      // Fields about the connection do not exist in HTTP/2 (RFC 9113 §8.2.2).
      head.headerFields[.connection] = nil
      head.headerFields[.upgrade] = nil
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body(var bytes):
      while let part = bytes.readSlice(length: min(bytes.readableBytes, Self.partBytesMax)), part.readableBytes > 0 {
        written += part.readableBytes
        let sent = bytes.readableBytes == 0 && promise != nil ? promise : context.eventLoop.makePromise(of: Void.self)
        sent?.futureResult.assumeIsolated().whenSuccess { self.flushed += part.readableBytes }
        context.write(wrapOutboundOut(.body(part)), promise: sent)
      }
    case .end: finish(context, data, promise)
    }
  }

  private func finish(_ context: ChannelHandlerContext, _ end: NIOAny, _ promise: EventLoopPromise<Void>?) {
    state.answerEnd(now: Self.now)
    guard !isRequestWhole else { return context.write(end, promise: promise) }
    // Nobody reads what else comes of the request: the client is told that it can stop (RFC 9113 §8.1).
    state.close(now: Self.now)
    let sent = promise ?? context.eventLoop.makePromise(of: Void.self)
    sent.futureResult.assumeIsolated().whenComplete { _ in
      context.triggerUserOutboundEvent(NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError), promise: nil)
    }
    context.write(end, promise: sent)
  }

  private func schedule(_ context: ChannelHandlerContext) {
    tick?.leave()
    tick = Ticker.on(context.eventLoop, everyMilliseconds: limits.tickMilliseconds).add { self.look(context) }
  }

  private func look(_ context: ChannelHandlerContext) {
    switch state.verdict(now: Self.now, flushed: flushed, pending: written - flushed) {
    case .fine: break
    case .idle, .cut: context.close(promise: nil)
    case .late: context.fireUserInboundEventTriggered(RequestIsLate())
    case .slowRequest:
      context.fireUserInboundEventTriggered(ConnectionIsDone())
      let problem = Problem.slowRequest
      write(context: context, data: NIOAny(HTTPResponsePart.head(problem.response(requestID: "-", asJSend: false).head)), promise: nil)
      write(context: context, data: NIOAny(HTTPResponsePart.body(problem.body(requestID: "-", asJSend: false))), promise: nil)
      write(context: context, data: NIOAny(HTTPResponsePart.end(nil)), promise: nil)
      context.flush()
    }
  }
}
