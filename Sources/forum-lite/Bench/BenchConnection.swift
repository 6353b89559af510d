import NIOCore
import NIOHTTP1
import NIOPosix

/// A keep-alive connection of HTTP/1.1 to this machine, over which goes one request at a time.
struct BenchConnection: Sendable {
  private let channel: any Channel
  private let handler: NIOLoopBound<AnswerHandler>

  static func open(_ port: Int, on loop: any EventLoop) async throws -> Self {
    try await ClientBootstrap(group: loop).connect(host: "127.0.0.1", port: port) { channel in
      channel.eventLoop.makeCompletedFuture {
        let handler = AnswerHandler()
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        try channel.pipeline.syncOperations.addHandlers(IdleStateHandler(readTimeout: AnswerHandler.patience), handler)
        return Self(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
      }
    }
  }

  /// Throws `BenchFailure`. Whoever is isolated to the connection's event loop stays there.
  func send(_ request: BenchRequest, isolation: isolated (any Actor)? = #isolation) async throws(BenchFailure) -> BenchAnswer {
    let outcome = await withCheckedContinuation { continuation in
      channel.eventLoop.execute { handler.value.submit(request, continuation) }
    }
    return try outcome.get()
  }

  func close() { channel.close(promise: nil) }
}

/// Writes a request and gives its answer to who waits for it. Lives on its event loop.
final class AnswerHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart
  typealias Waiter = CheckedContinuation<Result<BenchAnswer, BenchFailure>, Never>

  static let patience = TimeAmount.seconds(10)

  private var context: ChannelHandlerContext?
  private var waiter: Waiter?
  private var sentAt = NIODeadline.now()
  private var status = 0
  private var body = ByteBuffer()

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    end(.failure(.closed))
    self.context = nil
  }

  func submit(_ request: BenchRequest, _ waiter: Waiter) {
    guard let context, context.channel.isActive else { return waiter.resume(returning: .failure(.closed)) }
    self.waiter = waiter
    sentAt = .now()
    context.write(wrapOutboundOut(.head(request.head)), promise: nil)
    if let body = request.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      status = Int(head.status.code)
      body = ByteBuffer()
    case .body(var part): if body.readableBytes == 0 { body = part } else { body.writeBuffer(&part) }
    case .end: end(.success(BenchAnswer(status: status, body: body)))
    }
  }

  /// Told after a while in which nothing came.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is IdleStateHandler.IdleStateEvent, waiter != nil, NIODeadline.now() - sentAt >= Self.patience else { return }
    end(.failure(.late))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(.failure(.closed))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(.failure(error is ChannelError || error is IOError ? .closed : .malformed("\(error)")))
    context.close(promise: nil)
  }

  private func end(_ outcome: Result<BenchAnswer, BenchFailure>) {
    waiter?.resume(returning: outcome)
    waiter = nil
  }
}
