import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypesHTTP1
import NIOHTTPTypesHTTP2
import NIOSSL
import NIOTLS

/// How a connection is set up: plain HTTP/1.1, or TLS with HTTP/1.1 or HTTP/2 as the client chooses; the guards, the exchanges. Hummingbird's own channels
/// hand every part of a request to another thread and wait for every part of an answer; that costs more than all the rest of a short one.
struct ExchangeChannel: ServerChildChannel {
  struct Connection: ServerChildChannelValue {
    let channel: any Channel
  }

  let pipeline: RequestPipeline
  let connections: ConnectionTable
  let logs: Bool
  /// nil: plain HTTP/1.1.
  let tls: NIOSSLContext?

  private var limits: HTTPLimits { pipeline.limits }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(ConnectionEntry(connections))
      if let tls { try addTLS(tls, to: channel) } else { try addHTTP1(to: channel, isSecure: false) }
      return Connection(channel: channel)
    }
  }

  private func addTLS(_ context: NIOSSLContext, to channel: any Channel) throws {
    let handlers = channel.pipeline.syncOperations
    try handlers.addHandler(NIOSSLServerHandler(context: context))
    try handlers.addHandler(HandshakeDeadline(limits))
    try handlers.addHandler(
      ApplicationProtocolNegotiationHandler { result, channel in
        channel.eventLoop.makeCompletedFuture {
          if case .negotiated("h2") = result { try addHTTP2(to: channel) } else { try addHTTP1(to: channel, isSecure: true) }
        }
      })
  }

  /// One request after the other.
  private func addHTTP1(to channel: any Channel, isSecure: Bool) throws {
    var decoder = NIOHTTPDecoderLimitConfiguration()
    decoder.maxHeaderFieldSize = limits.headerBytesMax
    decoder.maxHeaderListSize = limits.headerBytesMax
    decoder.maxHeaderFieldCount = limits.headerFieldsMax
    let handlers = channel.pipeline.syncOperations
    try handlers.addHandler(HTTPResponseEncoder())
    // What follows a request for another protocol belongs to that one.
    try handlers.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: decoder)))
    try handlers.addHandler(OldClientHandler())
    try handlers.addHandler(HTTP1ToHTTPServerCodec(secure: isSecure))
    try handlers.addHandler(ConnectionGuard(limits))
    try handlers.addHandler(ExchangeHandler(pipeline, logs: logs))
  }

  /// Many requests at once, each on a channel of its own. NIO holds clients to what RFC 9113 warns of: streams that are reset at once, endless headers, empty
  /// frames, floods of settings and pings.
  private func addHTTP2(to channel: any Channel) throws {
    var connection = NIOHTTP2Handler.ConnectionConfiguration()
    connection.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.requestsPerConnectionMax),
      HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headerBytesMax),
    ]
    let handlers = channel.pipeline.syncOperations
    let counter = OutboundByteCounter()
    try handlers.addHandler(counter, position: .first)
    let watch = FarewellWatch()
    try handlers.addHandler(watch)
    let guardian = HTTP2ConnectionGuard(limits, counter, watch)
    let requests = guardian.requests(on: channel.eventLoop)
    _ = try handlers.configureHTTP2Pipeline(
      mode: .server, connectionConfiguration: connection, streamConfiguration: NIOHTTP2Handler.StreamConfiguration(),
      streamDelegate: requests
    ) { stream in
      stream.eventLoop.makeCompletedFuture {
        let handlers = stream.pipeline.syncOperations
        try handlers.addHandler(HTTP2FramePayloadToHTTPServerCodec())
        try handlers.addHandler(StreamGuard(limits, requests))
        try handlers.addHandler(ExchangeHandler(pipeline, logs: logs))
      }
    }
    try handlers.addHandler(guardian)
  }

  /// Returns when the connection is closed: the server waits for it before it ends.
  func handle(value: Connection, logger: Logger) async {
    do { try await value.channel.closeFuture.get() } catch { logger.debug("a connection broke off", metadata: ["error": "\(error)"]) }
  }
}
