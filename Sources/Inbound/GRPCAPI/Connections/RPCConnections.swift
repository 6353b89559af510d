import GRPCNIOTransportHTTP2Posix
import HTTPAPI
import NIOCore

/// What the gRPC library leaves open, added to its connections and calls: how many connections there may be, how long a client may say nothing, how much of
/// unfinished requests is kept and how long they may take, and a header of theirs that would end the process.
struct RPCConnections: Sendable {
  let open: ConnectionTable
  private let limits: HTTPLimits
  private let unfinished: UnfinishedRequests
  private let largestMessage: Int
  /// Paths of the methods that take many messages.
  private let streams: Set<String>

  /// `largestMessage` in bytes; `streams`: the paths of methods that take many messages.
  init(_ limits: HTTPLimits, largestMessage: Int, streams: Set<String>) {
    self.limits = limits
    self.streams = streams
    self.largestMessage = largestMessage
    open = ConnectionTable(limits)
    unfinished = UnfinishedRequests(largestMessage: largestMessage)
  }

  /// The library has no other way to its channels than its callbacks for debugging.
  var callbacks: HTTP2ServerTransport.Config.ChannelDebuggingCallbacks {
    .init(
      onBindTCPListener: nil,
      onAcceptTCPConnection: { channel in
        channel.eventLoop.makeCompletedFuture {
          let handlers = channel.pipeline.syncOperations
          try handlers.addHandler(SilenceGuard(limits), position: .first)
          try handlers.addHandler(ConnectionEntry(open), position: .first)
        }
      },
      onAcceptHTTP2Stream: { channel in
        channel.eventLoop.makeCompletedFuture {
          let guardian = RPCStreamGuard(limits, unfinished, largestMessage: largestMessage, streams: streams)
          try channel.pipeline.syncOperations.addHandler(guardian, position: .first)
        }
      })
  }
}

/// Closes a connection from which nothing has come for longer than it takes to be pinged and to answer. The library says goodbye to such a client, and waits for
/// it to answer that.
private final class SilenceGuard: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let limits: HTTPLimits
  private let patience: TimeAmount
  private var heardAt = NIODeadline.now()
  private var tick: Ticker.Place?

  init(_ limits: HTTPLimits) {
    self.limits = limits
    patience = .milliseconds(limits.pingMilliseconds + 2 * limits.pongMilliseconds)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    tick = Ticker.on(context.eventLoop, everyMilliseconds: limits.tickMilliseconds).add {
      if NIODeadline.now() - self.heardAt > self.patience { context.close(promise: nil) }
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { tick?.leave() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    heardAt = .now()
    context.fireChannelRead(data)
  }
}
