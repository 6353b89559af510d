public import Forum
import ForumKernel
import GRPCCore
import GRPCNIOTransportHTTP2Posix
public import HTTPAPI
public import LiveFeed
import NIOCore
public import Notifications
public import ServiceLifecycle

/// The gRPC API on a port of its own: the same use cases, sign-ins and rate limits as over HTTP, with health and reflection.
public struct RPCServer: Service {
  /// The transport cuts a connection's call off without a word when a message is longer than it takes; up to this many times the limit of a body the client
  /// is told instead. An import's messages may be as long.
  private static let messageFactor = 4
  /// Calls of one connection at once; a client's further ones wait at its end.
  private static let callsPerConnectionMax = 1000

  private static let drainInterval = Duration.milliseconds(10)
  private static let farewell = Duration.milliseconds(500)

  private let server: GRPCServer<HTTP2ServerTransport.Posix>
  private let edge: RPCEdge
  private let connections: RPCConnections
  private let drainTimeout: Duration
  /// Where it was told to listen.
  private let place: String

  /// Throws for a setting that can't be used.
  public init(
    _ listener: RPCListener, forum: ForumModule, notifications: NotificationsModule, feed: LiveFeed, services: HTTPServices, settings: HTTPSettings
  ) throws {
    let edge = RPCEdge(try Admission(services, settings), services, settings.limits)
    self.edge = edge
    place = listener.place
    drainTimeout = .milliseconds(settings.limits.drainMilliseconds)
    let catalog = try DescriptorCatalog()
    let bytesMax = settings.limits.bodyBytesMax * Self.messageFactor
    connections = RPCConnections(settings.limits, largestMessage: bytesMax, streams: catalog.pathsOfStreams)
    var config = Self.config(settings.limits, bytesMax: bytesMax)
    config.channelDebuggingCallbacks = connections.callbacks
    server = GRPCServer(
      transport: HTTP2ServerTransport.Posix(address: listener.address, transportSecurity: try listener.security, config: config),
      services: [
        CategoryCalls(edge: edge, forum: forum), ThreadCalls(edge: edge, forum: forum, feed: feed), PostCalls(edge: edge, forum: forum),
        CommentCalls(edge: edge, forum: forum), NotificationCalls(edge: edge, notifications: notifications),
        ImportCalls(edge: edge, forum: forum, bytesMax: bytesMax),
        HealthCalls(names: Set(catalog.services), reasonsNotReady: services.reasonsNotReady), ReflectionCalls(catalog: catalog),
      ])
  }

  private static func config(_ limits: HTTPLimits, bytesMax: Int) -> HTTP2ServerTransport.Posix.Config {
    .defaults { config in
      config.rpc.maxRequestPayloadSize = bytesMax
      config.http2.maxConcurrentStreams = callsPerConnectionMax
      config.connection.maxIdleTime = .milliseconds(limits.idleMilliseconds * 10)
      config.connection.maxGraceTime = .milliseconds(limits.drainMilliseconds)
      // Finds out that the client of a stream is gone.
      config.connection.keepalive.time = .milliseconds(limits.pingMilliseconds)
      config.connection.keepalive.timeout = .milliseconds(limits.pongMilliseconds)
    }
  }

  /// `127.0.0.1:50051`, with the port that was picked; waits until it is bound. Throws when the server could not be started.
  public var address: String {
    get async throws {
      guard let address = try await server.listeningAddress else { throw AppError(.unavailable, "grpc_not_listening", "gRPC has no address.") }
      if let ipv6 = address.ipv6 { return "[\(ipv6.host)]:\(ipv6.port)" }
      return address.ipv4.map { "\($0.host):\($0.port)" } ?? address.description
    }
  }

  /// Runs until graceful shutdown: takes no new calls then, ends the streams and lets the others finish.
  public func run() async throws {
    try await withThrowingTaskGroup { group in
      group.addTask {
        do { try await server.serve() } catch let error as RuntimeError where error.cause is IOError {
          throw AppError(
            .unavailable, "address_in_use",
            "gRPC can't listen at \(place) (\(error.cause.map { "\($0)" } ?? "")): choose another address with grpc.listen, or “off”.")
        }
      }
      group.addTask {
        try await gracefulShutdown()
        server.beginGracefulShutdown()
        try await drain()
        // A client that answers nothing would keep its connection, and with it the server.
        connections.open.closeAll()
      }
      try await group.next()
      group.cancelAll()
    }
  }

  /// Returns when every call is answered, after a moment for the answers to get out. A call that reaches the transport while it stops may never get to its
  /// handler, so that its connection alone would keep the server for the whole time.
  private func drain() async throws {
    let end = ContinuousClock.now + drainTimeout
    while edge.callsAtWork > 0, .now < end { try await Task.sleep(for: Self.drainInterval) }
    try await Task.sleep(for: Self.farewell)
  }
}
