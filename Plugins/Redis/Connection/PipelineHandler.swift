import NIOCore

/// Commands that go out together, and who gets their replies: one for each, in order.
struct RedisRequest: Sendable {
  typealias Outcome = Result<[RESPValue], RedisError>

  let commands: [RESPCommand]
  let deadline: NIODeadline
  let continuation: CheckedContinuation<Outcome, Never>
}

/// Writes commands and gives out the replies in the order of the commands. When nothing was answered for long, a reply makes no sense or the
/// connection ends, all commands in flight fail and the connection is closed. Lives on its event loop.
final class PipelineHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var context: ChannelHandlerContext?
  private var parser = RESPParser()
  private var received = ByteBuffer()
  private var queue: CommandQueue<CheckedContinuation<RedisRequest.Outcome, Never>>
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?
  private var isFlushDue = false
  /// Set once: the connection is of no more use.
  private var failure: RedisError?

  init(limits: RedisLimits) {
    queue = CommandQueue(
      countMax: limits.inFlightMax, bytesMax: limits.inFlightBytesMax, patience: TimeAmount(max(limits.commandTimeout, limits.connectTimeout)))
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    fail(.lost)
    self.context = nil
  }

  /// Sends the commands of `request`, or refuses at once.
  func submit(_ request: RedisRequest) {
    guard failure == nil, let context else { return request.continuation.resume(returning: .failure(failure ?? .lost)) }
    let bytes = request.commands.reduce(0) { $0 + $1.buffer.readableBytes }
    guard
      queue.admit(request.continuation, commands: request.commands.count, bytes: bytes, deadline: request.deadline, now: .now())
    else { return request.continuation.resume(returning: .failure(.overloaded)) }
    for command in request.commands { context.write(wrapOutboundOut(command.buffer), promise: nil) }
    flushSoon(context)
    check(at: request.deadline, context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if received.readableBytes == 0 { received = bytes } else { received.writeBuffer(&bytes) }
    do {
      while let reply = try parser.next(&received) { try accept(reply) }
      received.discardReadBytes()
    } catch {
      end(.malformed("\(error)"), context)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(.lost)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.unreachable("\(error)"), context) }

  private func accept(_ reply: RESPValue) throws(RESPError) {
    if case .push = reply { return }
    switch queue.accept(reply) {
    case .unexpected: throw RESPError("a reply to no command")
    case .kept: break
    case .complete(let caller, let replies): caller?.resume(returning: .success(replies))
    }
  }

  /// After the other commands of this turn of the event loop, so that many share one system call.
  private func flushSoon(_ context: ChannelHandlerContext) {
    guard !isFlushDue else { return }
    isFlushDue = true
    context.eventLoop.assumeIsolated().execute {
      self.isFlushDue = false
      self.context?.flush()
    }
  }

  /// Looks for late callers at that moment, unless it will earlier anyway: one timer, not one for each command.
  private func check(at deadline: NIODeadline, _ context: ChannelHandlerContext) {
    if let timer {
      guard deadline < timer.at else { return }
      timer.task.cancel()
    }
    let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
      self.timer = nil
      let now = NIODeadline.now()
      for caller in self.queue.expire(now: now) { caller.resume(returning: .failure(.timedOut)) }
      guard let context = self.context else { return }
      if self.queue.isStalled(now: now) { return self.end(.lost, context) }
      if let next = self.queue.nextCheck { self.check(at: next, context) }
    }
    timer = (deadline, task)
  }

  private func end(_ error: RedisError, _ context: ChannelHandlerContext) {
    fail(error)
    context.close(promise: nil)
  }

  private func fail(_ error: RedisError) {
    guard failure == nil else { return }
    failure = error
    timer?.task.cancel()
    timer = nil
    for caller in queue.removeAll() { caller.resume(returning: .failure(error)) }
  }
}
