import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Holds one connection to its deadlines and limits, which NIO leaves open: header, body, answer, idle and unread answers; answers broken
/// requests in the API's own form; closes after an answer that says so. Sits between the HTTP decoder and the exchanges.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: HTTPLimits
  private let counter = OutboundByteCounter()
  private var state: ConnectionState
  private var tick: Ticker.Place?
  private var sawPart = false
  /// The client waits for `100 Continue` before it sends its body.
  private var awaitsContinue = false
  private var isBodyStreamed = false
  /// A request was the last one that the connection takes.
  private var isLastRequest = false
  /// The answer that is being written says that it is the last one.
  private var isLastAnswer = false
  private var isEventStream = false
  /// The client sends no more, or the server stops: the connection ends when nothing is left to answer.
  private var isEnding = false
  /// When the last answer is with the client's machine; only then may its connection be closed.
  private var lastEnd: EventLoopFuture<Void>?
  /// Told to the client as soon as the answers before it are out.
  private var failure: Problem?

  init(_ limits: HTTPLimits) {
    self.limits = limits
    state = ConnectionState(limits, now: Self.now)
  }

  private static var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }

  func handlerAdded(context: ChannelHandlerContext) {
    do {
      try context.pipeline.syncOperations.addHandler(counter, position: .first)
    } catch {
      context.fireErrorCaught(error)
    }
    // Behind TLS the connection is there before it is known what it speaks.
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    state = ConnectionState(limits, now: Self.now)
    schedule(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    tick?.leave()
    tick = nil
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    sawPart = true
    guard !state.isClosing, failure == nil, !isLastRequest || state.isReadingBody else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      state.head(now: Self.now)
      // The decoder stops after a request to change the protocol: the connection can't be used again.
      isLastRequest = head.headerFields[.upgrade] != nil || Self.closes(head.headerFields[.connection])
      isBodyStreamed = false
      awaitsContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
      context.fireChannelRead(data)
      // An endpoint that takes its body as it comes says itself when it wants it.
      let length = ReceivedBody.declaredLength(head)
      if !isBodyStreamed, state.unanswered == 1, length <= limits.bodyBytesMax { sendContinue(context) }
      return
    case .body(let bytes):
      awaitsContinue = false
      guard state.body(bytes.readableBytes) else { return context.close(promise: nil) }
    case .end: state.requestEnd(now: Self.now)
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if !sawPart { state.partialHeader(now: Self.now) }
    sawPart = false
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError, !state.isClosing, failure == nil else { return context.fireErrorCaught(error) }
    fail(HTTPParserError.headerOverflow == error as? HTTPParserError ? .headerTooLarge(limits) : .malformedRequest, context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // A client that has gone sends no more; only event streams would not notice by themselves.
    if case ChannelEvent.inputClosed? = event as? ChannelEvent {
      if isEventStream { context.close(promise: nil) } else { end(context) }
    }
    if event is ChannelShouldQuiesceEvent { end(context) }
    context.fireUserInboundEventTriggered(event)
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    switch event {
    case let event as BodyIsStreamed:
      state.streamBody(bytesMax: event.bytesMax)
      isBodyStreamed = true
    case is BodyIsWanted: if !state.hasAnswerBegun, state.isReadingBody { sendContinue(context) }
    default: return context.triggerUserOutboundEvent(event, promise: promise)
    }
    promise?.succeed()
  }

  private func sendContinue(_ context: ChannelHandlerContext) {
    guard awaitsContinue else { return }
    awaitsContinue = false
    context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
  }

  // MARK: Answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.kind != .informational:
      state.answerHead()
      isEventStream = head.headerFields[.contentType] == MediaType.events
      if isLastRequest || isEnding, state.unanswered == 1 { head.headerFields[.connection] = "close" }
      isLastAnswer = Self.closes(head.headerFields[.connection])
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end:
      writeEnd(context, promise)
      isEventStream = false
      state.answerEnd(now: Self.now)
      if isLastAnswer || (isEnding && state.unanswered == 0 && failure == nil) {
        finish(context)
      } else if let failure, isNextAnswer {
        tell(failure, context)
      }
    default: context.write(data, promise: promise)
    }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if mode != .input { state.close(now: Self.now) }
    context.close(mode: mode, promise: promise)
  }

  private func writeEnd(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
    let end = promise ?? context.eventLoop.makePromise(of: Void.self)
    context.write(wrapOutboundOut(.end(nil)), promise: end)
    lastEnd = end.futureResult
  }

  private func end(_ context: ChannelHandlerContext) {
    isEnding = true
    // Its answers are long out: there is nothing to wait for.
    if state.unanswered == 0, failure == nil { finish(context, .all) }
  }

  /// Sends what is written, then closes; with `.output` the client may read it before the connection goes.
  private func finish(_ context: ChannelHandlerContext, _ mode: CloseMode = .output) {
    guard !state.isClosing else { return }
    state.close(now: Self.now)
    context.fireUserInboundEventTriggered(ConnectionIsDone())
    context.flush()
    guard let lastEnd else { return context.close(promise: nil) }
    // Closing drops what is not sent yet when the client's side is closed already.
    lastEnd.assumeIsolated().whenComplete { _ in context.close(mode: mode, promise: nil) }
  }

  /// Whether a `Connection` field ends the connection.
  private static func closes(_ field: String?) -> Bool {
    guard let field else { return false }
    return field == "close" || field.lowercased().split(separator: ",").contains { $0.filter { $0 != " " } == "close" }
  }

  private func fail(_ problem: Problem, _ context: ChannelHandlerContext) {
    guard failure == nil, !state.isClosing else { return }
    failure = problem
    if isNextAnswer { tell(problem, context) }
  }

  /// True when nothing is to be answered before what went wrong: a request whose body broke off has no other answer.
  private var isNextAnswer: Bool { state.unanswered == (state.isReadingBody ? 1 : 0) }

  private func tell(_ problem: Problem, _ context: ChannelHandlerContext) {
    var response = problem.response(requestID: "-", asJSend: false)
    response.headers[.connection] = "close"
    context.write(wrapOutboundOut(.head(response.head)), promise: nil)
    context.write(wrapOutboundOut(.body(problem.body(requestID: "-", asJSend: false))), promise: nil)
    writeEnd(context, nil)
    finish(context)
  }

  // MARK: Deadlines

  private func schedule(_ context: ChannelHandlerContext) {
    tick?.leave()
    tick = Ticker.on(context.eventLoop, everyMilliseconds: limits.tickMilliseconds).add { self.look(context) }
  }

  private func look(_ context: ChannelHandlerContext) {
    let pending = counter.pending(context.channel)
    switch state.verdict(now: Self.now, flushed: counter.written - pending, pending: pending) {
    case .fine: break
    case .idle, .cut: context.close(promise: nil)
    case .late: context.fireUserInboundEventTriggered(RequestIsLate())
    case .slowRequest:
      // The request that never ended counts as answered by this.
      failure = .slowRequest
      tell(.slowRequest, context)
    }
  }
}

extension Problem {
  fileprivate static func headerTooLarge(_ limits: HTTPLimits) -> Problem {
    Problem(
      .requestHeaderFieldsTooLarge, "header_too_large",
      "The header may have at most \(limits.headerBytesMax) bytes in \(limits.headerFieldsMax) fields.")
  }
  fileprivate static let malformedRequest = Problem(.badRequest, "malformed_request", "This is no HTTP/1.1 request.")
  static let slowRequest = Problem(.requestTimeout, "request_timeout", "The request took too long to arrive.")
}
