import HTTPTypes
import HummingbirdCore
public import Logging
public import NIOCore
import NIOPosix
public import ServiceLifecycle

/// Serves the facade over HTTP/1.1 on an address of its own, until it is told to stop.
public struct FacadeServer: Service {
  /// Bounds of one connection.
  public struct Limits: Sendable {
    /// A larger body is answered 413.
    public var bodyBytesMax = 64 << 20
    /// The defaults.
    public init() {}
  }

  private let facade: SearchFacade
  private let host: String
  private let port: Int
  private let limits: Limits
  private let logger: Logger
  private let onListening: @Sendable (SocketAddress) async -> Void

  /// Port 0 picks a free one; `onListening` gets the address.
  public init(
    _ facade: SearchFacade, host: String, port: Int, limits: Limits = Limits(), logger: Logger,
    onListening: @escaping @Sendable (SocketAddress) async -> Void = { _ in }
  ) {
    (self.facade, self.host, self.port, self.limits, self.logger, self.onListening) = (facade, host, port, limits, logger, onListening)
  }

  /// Returns after a graceful stop; throws when it cannot listen.
  public func run() async throws {
    let channel = HTTP1Channel(
      responder: { [facade, limits] request, writer, _ in
        let response = await Self.respond(request, facade, limits)
        try await writer.write(response: response.head, body: response.body)
      }, configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(Int64(FacadeLimits.idleSeconds))))
    let server = channel.server(
      configuration: ServerConfiguration(
        address: .hostname(host, port: port), serverName: "forum-lite",
        availableConnectionsDelegate: MaximumAvailableConnections(FacadeLimits.connectionsMax)),
      onServerRunning: { [onListening] channel in if let address = channel.localAddress { await onListening(address) } },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    try await server.run()
  }

  private static func respond(_ request: Request, _ facade: SearchFacade, _ limits: Limits) async -> Response {
    let declared = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    guard declared <= limits.bodyBytesMax, let body = try? await request.body.collect(upTo: limits.bodyBytesMax) else {
      let error = FacadeError(
        "payload_too_large", "The provided payload reached the size limit. The maximum accepted payload size is \(limits.bodyBytesMax) bytes.")
      return Self.response(FacadeResponse(error), closes: true)
    }
    let answer = await facade.respond(
      to: FacadeRequest(
        request.method.rawValue, request.head.path ?? "/", contentType: request.headers[.contentType],
        authorization: request.headers[.authorization], body: Array(buffer: body)))
    return Self.response(answer, closes: false)
  }

  private static func response(_ answer: FacadeResponse, closes: Bool) -> Response {
    var headers: HTTPFields = [.contentLength: String(answer.body.count)]
    if !answer.body.isEmpty { headers[.contentType] = "application/json" }
    if closes { headers[.connection] = "close" }
    return Response(
      status: HTTPResponse.Status(code: answer.status), headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}
