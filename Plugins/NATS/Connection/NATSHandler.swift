import Logging
import NIOCore

/// What a subscription brings, on the connection's event loop.
enum SubscriptionEvent: Sendable {
  case message(NATSMessage)
  /// The connection ended; nothing more comes.
  case ended(NATSError)
}

/// One connection's conversation: greeting, requests and answers, subscriptions, and the pings that tell whether the server is there. Lives on its
/// event loop. When the connection ends, everybody who waits is told.
final class NATSHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer
  typealias Sink = @Sendable (SubscriptionEvent) -> Void

  private static let inboxSubscription = 1
  private static let logger = Logger(label: "stream.nats")

  private let target: NATSTarget
  private let address: NATSAddress
  private let limits: NATSLimits
  private let onInfo: @Sendable (ServerInfo) -> Void
  private let inbox = "_INBOX.\(NATSSubject.random())."
  private var context: ChannelHandlerContext?
  private var parser = NATSParser()
  private var received = ByteBuffer()
  private var requests: RequestTable
  private var subscriptions: [Int: Sink] = [:]
  private var nextSubscription = inboxSubscription + 1
  /// Those who await the answers to pings, oldest first; nil for the pings that only keep watch.
  private var pings: CircularBuffer<CheckedContinuation<NATSError?, Never>?> = []
  private var greeted: EventLoopPromise<ServerInfo>?
  private var info: ServerInfo?
  private var watch: Scheduled<Void>?
  private var lastRead = NIODeadline.now()
  private var isFlushDue = false
  /// What the server said before it hung up.
  private var complaint: NATSError?
  /// Set once: the connection is of no more use.
  private var failure: NATSError?

  /// `greeted` is fulfilled when the server has accepted this client; `onInfo` hears of changes of the cluster.
  init(
    _ target: NATSTarget, _ address: NATSAddress, _ limits: NATSLimits, greeted: EventLoopPromise<ServerInfo>,
    onInfo: @escaping @Sendable (ServerInfo) -> Void
  ) {
    self.target = target
    self.address = address
    self.limits = limits
    self.greeted = greeted
    self.onInfo = onInfo
    requests = RequestTable(countMax: limits.inFlightMax)
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    fail(.lost)
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    lastRead = .now()
    if received.readableBytes == 0 { received = bytes } else { received.writeBuffer(&bytes) }
    do {
      while failure == nil, let frame = try parser.next(&received) { try accept(frame, context) }
      received.discardReadBytes()
    } catch let error as NATSError {
      end(error)
    } catch {
      end(.malformed("\(error)"))
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(complaint ?? .lost)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.unreachable("\(error)")) }

  func end(_ error: NATSError) {
    fail(error)
    context?.close(promise: nil)
  }
}

extension NATSHandler {
  /// Sends requests together; the caller hears when all are answered, at the deadline, or at the end of the connection.
  func submit(_ messages: [NATSOutgoing], deadline: NIODeadline, _ continuation: CheckedContinuation<RequestBatch.Outcome, Never>) {
    let batch = RequestBatch(messages.count, continuation)
    guard failure == nil, let context else { return batch.end(failure ?? .lost) }
    if let bytesMax = info?.maxPayload, messages.contains(where: { $0.payload.count > bytesMax }) { return batch.end(.tooLarge(bytesMax: bytesMax)) }
    guard let numbers = requests.admit(batch, count: messages.count) else { return batch.end(.overloaded) }
    for (number, message) in zip(numbers, messages) { write(NATSCommand.publish(message, reply: inbox + "\(number)")) }
    context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.requests.expire(numbers, .timedOut) }
  }

  func publish(_ message: NATSOutgoing, reply: String?) {
    if failure == nil { write(NATSCommand.publish(message, reply: reply)) }
  }

  /// The number by which to end the subscription.
  func subscribe(_ subject: String, queue: String?, _ sink: @escaping Sink) -> Int {
    let id = nextSubscription
    nextSubscription += 1
    if let failure {
      sink(.ended(failure))
    } else {
      subscriptions[id] = sink
      write(NATSCommand.subscribe(subject, queue: queue, id: id))
    }
    return id
  }

  func unsubscribe(_ id: Int) {
    if subscriptions.removeValue(forKey: id) != nil, failure == nil { write(NATSCommand.unsubscribe(id)) }
  }

  /// Ends a subscription, and resumes when all that was on its way has come.
  func drain(_ id: Int, _ continuation: CheckedContinuation<NATSError?, Never>) {
    if failure == nil, subscriptions[id] != nil { write(NATSCommand.unsubscribe(id)) }
    roundTrip(continuation)
  }

  /// Resumes when the server has seen everything that was sent before; with an error when the connection ends first.
  func roundTrip(_ continuation: CheckedContinuation<NATSError?, Never>) {
    if let failure { return continuation.resume(returning: failure) }
    pings.append(continuation)
    write(NATSCommand.ping)
  }

  private func accept(_ frame: NATSFrame, _ context: ChannelHandlerContext) throws {
    switch frame {
    case .message(Self.inboxSubscription, let message):
      if let number = Int(message.subject.dropFirst(inbox.count)) { requests.accept(message, number: number) }
    case .message(let id, let message): subscriptions[id]?(.message(message))
    case .ping: write(NATSCommand.pong)
    case .pong:
      if let waiting = pings.popFirst() { waiting?.resume(returning: nil) }
      if let info { greeted?.succeed(info) }
      greeted = nil
    case .ok: break
    case .info(let json): try greet(ServerInfo(json: json), context)
    case .error(let text): heard(text)
    }
  }

  private func greet(_ info: ServerInfo, _ context: ChannelHandlerContext) throws {
    let isFirst = self.info == nil
    self.info = info
    onInfo(info)
    guard isFirst else { return }
    guard info.isAtLeast(ServerInfo.oldest), info.headers == true else {
      throw NATSError.refused("NATS \(info.version) is older than 2.9, or has no headers")
    }
    if target.isEncrypted || info.tlsRequired == true {
      // What came in the clear behind the greeting is nobody's word.
      received.clear()
      try NATSTLS.encrypt(context.channel, host: address.host, authorityFile: target.authorityFile)
    }
    write(NATSCommand.connect(try Greeting(target, info).json()))
    write(NATSCommand.subscribe(inbox + "*", id: Self.inboxSubscription))
    pings.append(nil)
    write(NATSCommand.ping)
    watchOn(context)
  }

  private func watchOn(_ context: ChannelHandlerContext) {
    watch = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.pingInterval)) {
      guard self.failure == nil, let context = self.context else { return }
      if self.lastRead + TimeAmount(self.limits.pingInterval * 3) <= .now() { return self.end(.lost) }
      self.pings.append(nil)
      self.write(NATSCommand.ping)
      self.watchOn(context)
    }
  }

  private func heard(_ text: String) {
    let lower = text.lowercased()
    if lower.hasPrefix("permissions violation") {
      // The connection stays, and what was not allowed gets no answer.
      Self.logger.error("NATS does not allow what was asked for.", metadata: ["reason": "\(text)"])
      requests.failAll(.refused(text))
    } else {
      complaint = lower.contains("auth") ? .unauthenticated(text) : lower.contains("stale connection") ? .lost : .refused(text)
    }
  }

  /// After the other writes of this turn of the event loop, so that many share one system call.
  private func write(_ buffer: ByteBuffer) {
    guard let context else { return }
    context.write(wrapOutboundOut(buffer), promise: nil)
    guard !isFlushDue else { return }
    isFlushDue = true
    context.eventLoop.assumeIsolated().execute {
      self.isFlushDue = false
      self.context?.flush()
    }
  }

  private func fail(_ error: NATSError) {
    guard failure == nil else { return }
    failure = error
    watch?.cancel()
    greeted?.fail(error)
    greeted = nil
    requests.failAll(error)
    for waiting in pings { waiting?.resume(returning: error) }
    pings.removeAll()
    let sinks = subscriptions.values
    subscriptions.removeAll()
    for sink in sinks { sink(.ended(error)) }
  }
}
