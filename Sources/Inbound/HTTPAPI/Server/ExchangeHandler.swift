import DequeModule
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Collects the requests of one connection and has each answered, one after the other. A request is worked on at once on the connection's own thread,
/// and an answer that needs no wait leaves from there: a hop to another thread costs more than most answers. Where an endpoint takes uploads, its work begins
/// with the head, and the connection reads on only as fast as the body is taken.
final class ExchangeHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let pipeline: RequestPipeline
  private let logs: Bool
  private var head: HTTPRequest?
  private var body = ByteBuffer()
  private var running: Task<Void, Never>?
  /// The body that is being handed on, until its end.
  private var incoming: IncomingBody?
  /// What the running answer writes goes nowhere: the client has been told something else.
  private var isCut = false
  private var isAnswering = false
  /// What came while an answer is under way; nothing more is read before it has been taken up.
  private var waiting: Deque<HTTPRequestPart> = []
  private var isReadHeld = false
  /// The connection ends with the answers that it has; what still waits is not carried out.
  private var isDone = false
  private var executor: LoopExecutor?

  init(_ pipeline: RequestPipeline, logs: Bool) {
    self.pipeline = pipeline
    self.logs = logs
  }

  func handlerAdded(context: ChannelHandlerContext) { executor = LoopExecutor(context.eventLoop) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    if waiting.isEmpty, takesPart(context) { take(part, context) } else { waiting.append(part) }
  }

  func read(context: ChannelHandlerContext) {
    if waiting.isEmpty, hasRoom(context) { context.read() } else { isReadHeld = true }
  }

  private func takesPart(_ context: ChannelHandlerContext) -> Bool {
    incoming.map { !$0.isFull } ?? (!isAnswering && context.channel.isWritable)
  }

  private func hasRoom(_ context: ChannelHandlerContext) -> Bool { incoming.map { !$0.isFull } ?? context.channel.isWritable }

  /// Who does not read answers is given no further ones: they would pile up here.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { takeWaiting(context) }
    context.fireChannelWritabilityChanged()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isCut else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    context.write(data, promise: promise)
    isAnswering = false
    // Not from within the answer before: a client that sends many requests at once would deepen the stack with each.
    if !waiting.isEmpty { context.eventLoop.assumeIsolated().execute { self.takeWaiting(context) } }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is RequestIsLate { running?.cancel() }
    if event is ConnectionIsDone {
      isDone = true
      waiting.removeAll()
      isCut = isAnswering && incoming != nil
      breakOff()
      // What still comes is read, and thrown away, so that the client gets to its answer.
      takeWaiting(context)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    running?.cancel()
    waiting.removeAll()
    breakOff()
    context.fireChannelInactive()
  }

  private func breakOff() {
    incoming?.fail(BodyBrokeOff())
    incoming = nil
  }

  private func takeWaiting(_ context: ChannelHandlerContext) {
    while takesPart(context), let part = waiting.popFirst() { take(part, context) }
    guard waiting.isEmpty, isReadHeld, hasRoom(context) else { return }
    isReadHeld = false
    context.read()
  }

  private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
    guard !isDone else { return }
    switch part {
    case .head(let head):
      if let max = pipeline.uploadBytesMax(head) { return stream(head, max, context) }
      self.head = head
      body = ByteBuffer()
      if ReceivedBody.declaredLength(head) > pipeline.limits.bodyBytesMax { answer(.tooLarge, context) }
    case .body(var bytes):
      if let incoming { return incoming.offer(bytes) }
      guard head != nil else { return }
      if body.readableBytes + bytes.readableBytes > pipeline.limits.bodyBytesMax { return answer(.tooLarge, context) }
      if body.readableBytes == 0 { body = bytes } else { body.writeBuffer(&bytes) }
    case .end:
      guard let incoming else { return answer(.bytes(body), context) }
      self.incoming = nil
      incoming.finish()
    }
  }

  private func answer(_ body: ReceivedBody, _ context: ChannelHandlerContext) {
    guard let head else { return }
    self.head = nil
    self.body = ByteBuffer()
    begin(head, body, context)
  }

  private func stream(_ head: HTTPRequest, _ max: Int, _ context: ChannelHandlerContext) {
    let loop = context.eventLoop
    let here = NIOLoopBound((self, context), eventLoop: loop)
    let incoming = IncomingBody {
      loop.execute {
        let (handler, context) = here.value
        handler.bodyMoved(context)
      }
    }
    self.incoming = incoming
    context.triggerUserOutboundEvent(BodyIsStreamed(bytesMax: max), promise: nil)
    begin(head, .incoming(incoming), context)
  }

  /// Somebody waits for the body, or has made room for more of it.
  private func bodyMoved(_ context: ChannelHandlerContext) {
    guard !isDone, context.channel.isActive else { return }
    if incoming?.isWanted == true { context.triggerUserOutboundEvent(BodyIsWanted(), promise: nil) }
    takeWaiting(context)
  }

  private func begin(_ head: HTTPRequest, _ body: ReceivedBody, _ context: ChannelHandlerContext) {
    isAnswering = true
    running = Task.immediate(executorPreference: executor) { [pipeline, logs, channel = context.channel] in
      await pipeline.serve(head, body, channel, logs: logs)
    }
  }
}

/// Tells the handlers behind the connection's guard that the request has used up its time.
struct RequestIsLate {}

/// Tells them that no further request of the connection may be carried out.
struct ConnectionIsDone {}
