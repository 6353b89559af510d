import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Collects the requests of one connection and has each answered, one after the other. A request is worked on at once on the connection's own thread,
/// and an answer that needs no wait leaves from there: a hop to another thread costs more than most answers.
final class ExchangeHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPRequestPart

  private let pipeline: RequestPipeline
  private let logs: Bool
  private var head: HTTPRequest?
  private var body = ByteBuffer()
  private var running: Task<Void, Never>?
  private var executor: LoopExecutor?

  init(_ pipeline: RequestPipeline, logs: Bool) {
    self.pipeline = pipeline
    self.logs = logs
  }

  func handlerAdded(context: ChannelHandlerContext) { executor = LoopExecutor(context.eventLoop) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = ByteBuffer()
      let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
      if length > pipeline.limits.bodyBytesMax { answer(.tooLarge, context) }
    case .body(var bytes):
      guard head != nil else { return }
      if body.readableBytes + bytes.readableBytes > pipeline.limits.bodyBytesMax { return answer(.tooLarge, context) }
      if body.readableBytes == 0 { body = bytes } else { body.writeBuffer(&bytes) }
    case .end: answer(.bytes(body), context)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is RequestIsLate { running?.cancel() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    running?.cancel()
    context.fireChannelInactive()
  }

  private func answer(_ body: ReceivedBody, _ context: ChannelHandlerContext) {
    guard let head else { return }
    self.head = nil
    self.body = ByteBuffer()
    running = Task.immediate(executorPreference: executor) { [pipeline, logs, channel = context.channel] in
      await pipeline.serve(head, body, channel, logs: logs)
    }
  }
}

/// What came after the head of a request.
enum ReceivedBody: Sendable {
  case bytes(ByteBuffer)
  /// It is, or says that it will be, larger than the server takes.
  case tooLarge
}

/// Tells the handlers behind the connection's guard that the request has used up its time.
struct RequestIsLate {}
