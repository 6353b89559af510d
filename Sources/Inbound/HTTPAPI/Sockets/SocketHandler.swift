import DequeModule
import NIOCore
import NIOWebSocket

/// One WebSocket on its connection's thread: answers pings and closes, hands over whole messages one after the other, asks silent clients whether
/// they are there, and closes those that break the rules or take nothing. While a message is worked on nothing more is read.
final class SocketHandler: ChannelDuplexHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  /// After a close a client that sends nothing for so long has read it, or never will.
  private static let quietMilliseconds: Int64 = 1000

  private let limits: SocketLimits
  private let counter: OutboundByteCounter
  private let onMessage: @Sendable (SocketMessage) async -> Void
  /// What the reason of a close for slowness ends with.
  private let position: @Sendable () -> String
  private var assembler: MessageAssembler
  private var state: SocketState
  /// Frames that came while a message is worked on.
  private var waiting: Deque<WebSocketFrame> = []
  private var isBusy = false
  private var isReadHeld = false
  private var readAt = SocketHandler.now
  private var tick: Ticker.Place?
  private var executor: LoopExecutor?

  init(
    _ limits: SocketLimits, _ counter: OutboundByteCounter, position: @escaping @Sendable () -> String,
    onMessage: @escaping @Sendable (SocketMessage) async -> Void
  ) {
    self.limits = limits
    self.counter = counter
    self.position = position
    self.onMessage = onMessage
    assembler = MessageAssembler(bytesMax: limits.messageBytesMax)
    state = SocketState(limits, now: Self.now)
  }

  private static var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }

  func handlerAdded(context: ChannelHandlerContext) {
    executor = LoopExecutor(context.eventLoop)
    schedule(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) { tick?.leave() }

  // MARK: From the client

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    if isBusy { waiting.append(frame) } else { take(frame, context) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    readAt = Self.now
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    if isBusy && !state.isClosing { isReadHeld = true } else { context.read() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error as? NIOWebSocketError {
    case .invalidFrameLength: close(SocketClose(.tooLarge, "at most \(limits.messageBytesMax) bytes"), context)
    case .fragmentedControlFrame, .multiByteControlFrameLength: close(SocketClose(.protocolError, "a control frame was too long or cut"), context)
    case nil: if !(error is ByteToMessageDecoderError) { context.close(promise: nil) }
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
    if event is ChannelShouldQuiesceEvent { close(SocketClose(.goingAway), context) }
    context.fireUserInboundEventTriggered(event)
  }

  private func take(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
    state.heard(now: Self.now)
    guard !state.isClosing else {
      if frame.opcode == .connectionClose { context.close(promise: nil) }
      return
    }
    switch assembler.take(frame) {
    case .nothing, .pong: break
    case .ping(let data): context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: data)), promise: nil)
    case .message(let message): hand(message, context)
    case .close(let close): self.close(close, context, isAnswer: true)
    case .violation(let close): self.close(close, context)
    }
  }

  private func hand(_ message: SocketMessage, _ context: ChannelHandlerContext) {
    isBusy = true
    let loop = context.eventLoop
    let this = NIOLoopBound((handler: self, context: context), eventLoop: loop)
    Task.immediate(executorPreference: executor) { [onMessage] in
      await onMessage(message)
      loop.execute { this.value.handler.goOn(this.value.context) }
    }
  }

  private func goOn(_ context: ChannelHandlerContext) {
    isBusy = false
    while !isBusy, let frame = waiting.popFirst() { take(frame, context) }
    guard !isBusy, isReadHeld else { return }
    isReadHeld = false
    context.read()
  }

  // MARK: To the client

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if state.isClosing { promise?.fail(ChannelError.outputClosed) } else { context.write(data, promise: promise) }
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard let close = event as? SocketClose else { return context.triggerUserOutboundEvent(event, promise: promise) }
    self.close(close, context)
    promise?.succeed()
  }

  /// Says why and sends no more. A client that still sends is heard out, or it would never read the reason.
  private func close(_ close: SocketClose, _ context: ChannelHandlerContext, isAnswer: Bool = false) {
    guard !state.isClosing else { return }
    state.close(now: Self.now)
    waiting.removeAll()
    let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: close.payload)
    context.writeAndFlush(wrapOutboundOut(frame)).assumeIsolated().whenComplete { _ in
      if isAnswer { context.close(mode: .output, promise: nil) } else { self.closeWhenQuiet(context) }
    }
    if isReadHeld {
      isReadHeld = false
      context.read()
    }
  }

  private func closeWhenQuiet(_ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    guard Self.now - readAt < Self.quietMilliseconds else { return context.close(mode: .output, promise: nil) }
    context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Self.quietMilliseconds)) { self.closeWhenQuiet(context) }
  }

  private func schedule(_ context: ChannelHandlerContext) {
    tick?.leave()
    tick = Ticker.on(context.eventLoop, everyMilliseconds: limits.tickMilliseconds).add { self.look(context) }
  }

  private func look(_ context: ChannelHandlerContext) {
    let pending = counter.pending(context.channel)
    switch state.verdict(now: Self.now, flushed: counter.written - pending, pending: pending) {
    case .fine: break
    case .ping: context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())), promise: nil)
    case .silent: close(SocketClose(.slow, "no pong \(position())"), context)
    case .slow: close(SocketClose(.slow, "slow \(position())"), context)
    case .cut: context.close(promise: nil)
    }
  }
}
