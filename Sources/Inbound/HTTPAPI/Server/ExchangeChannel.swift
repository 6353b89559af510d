import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// How a connection is set up: HTTP/1.1, one request after the other, the guard, the exchanges. Hummingbird's own channel hands every part of a request
/// to another thread and waits for every part of an answer; that costs more than all the rest of a short one.
struct ExchangeChannel: ServerChildChannel {
  struct Connection: ServerChildChannelValue {
    let channel: any Channel
  }

  let pipeline: RequestPipeline
  let connections: ConnectionTable
  let logs: Bool

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
    channel.eventLoop.makeCompletedFuture {
      let limits = pipeline.limits
      var decoder = NIOHTTPDecoderLimitConfiguration()
      decoder.maxHeaderFieldSize = limits.headerBytesMax
      decoder.maxHeaderListSize = limits.headerBytesMax
      decoder.maxHeaderFieldCount = limits.headerFieldsMax
      let handlers = channel.pipeline.syncOperations
      try handlers.addHandler(HTTPResponseEncoder())
      // What follows a request for another protocol belongs to that one.
      try handlers.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: decoder)))
      try handlers.addHandler(OldClientHandler())
      try handlers.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      try handlers.addHandler(ConnectionGuard(limits, connections))
      try handlers.addHandler(ExchangeHandler(pipeline, logs: logs))
      return Connection(channel: channel)
    }
  }

  /// Returns when the connection is closed: the server waits for it before it ends.
  func handle(value: Connection, logger: Logger) async {
    do { try await value.channel.closeFuture.get() } catch { logger.debug("a connection broke off", metadata: ["error": "\(error)"]) }
  }
}
