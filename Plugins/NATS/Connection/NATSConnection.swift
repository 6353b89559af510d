import NIOCore
import NIOPosix

/// An open, greeted connection.
struct NATSConnection: Sendable {
  let info: ServerInfo
  private let channel: any Channel
  private let handler: NIOLoopBound<NATSHandler>

  var isActive: Bool { channel.isActive }

  /// Connects and greets. Throws when that takes longer than the limit or the server refuses.
  static func open(
    _ address: NATSAddress, _ target: NATSTarget, _ limits: NATSLimits, on loop: any EventLoop, onInfo: @escaping @Sendable (ServerInfo) -> Void
  ) async throws(NATSError) -> Self {
    let greeted = loop.makePromise(of: ServerInfo.self)
    let deadline = loop.scheduleTask(in: TimeAmount(limits.connectTimeout)) { greeted.fail(NATSError.timedOut) }
    defer { deadline.cancel() }
    let channel: any Channel
    let handler: NIOLoopBound<NATSHandler>
    do {
      (channel, handler) = try await ClientBootstrap(group: loop)
        .connectTimeout(TimeAmount(limits.connectTimeout))
        .channelOption(.socketOption(.so_keepalive), value: 1)
        .connect(host: address.host, port: address.port) { channel in
          channel.eventLoop.makeCompletedFuture {
            let handler = NATSHandler(target, address, limits, greeted: greeted, onInfo: onInfo)
            try channel.pipeline.syncOperations.addHandler(handler)
            return (channel, NIOLoopBound(handler, eventLoop: channel.eventLoop))
          }
        }
    } catch {
      greeted.fail(NATSError.lost)
      throw .unreachable("\(error)")
    }
    do {
      return NATSConnection(info: try await greeted.futureResult.get(), channel: channel, handler: handler)
    } catch {
      channel.close(promise: nil)
      throw error as? NATSError ?? .unreachable("\(error)")
    }
  }

  /// The answers to `messages`, which are sent together and in this order.
  func requests(_ messages: [NATSOutgoing], deadline: NIODeadline) async -> RequestBatch.Outcome {
    await withCheckedContinuation { continuation in
      channel.eventLoop.execute { handler.value.submit(messages, deadline: deadline, continuation) }
    }
  }

  func publish(_ message: NATSOutgoing, reply: String? = nil) {
    channel.eventLoop.execute { handler.value.publish(message, reply: reply) }
  }

  /// `sink` gets what comes, on the event loop, until `unsubscribe`.
  func subscribe(_ subject: String, queue: String? = nil, _ sink: @escaping NATSHandler.Sink) async throws(NATSError) -> Int {
    do {
      return try await channel.eventLoop.submit { handler.value.subscribe(subject, queue: queue, sink) }.get()
    } catch {
      throw .lost
    }
  }

  func unsubscribe(_ id: Int) { channel.eventLoop.execute { handler.value.unsubscribe(id) } }

  /// Ends a subscription; returns when all that was on its way has come, or the connection ended.
  func drain(_ id: Int) async {
    _ = await withCheckedContinuation { continuation in channel.eventLoop.execute { handler.value.drain(id, continuation) } }
  }

  func close(_ error: NATSError = .closed) { channel.eventLoop.execute { handler.value.end(error) } }
}
