public import HTTPTypes
import HummingbirdCore
public import Logging
public import NIOCore
import NIOPosix
public import ServiceLifecycle

/// The HTTP server as a service: it runs until it is told to stop, then takes no more connections, lets requests finish within
/// `HTTPLimits.drainMilliseconds`, ends event streams and cuts what is left.
public struct HTTPServer: Service {
  let pipeline: RequestPipeline
  private let settings: HTTPSettings
  private let connections: ConnectionTable
  private let logger: Logger
  private let onListening: @Sendable (SocketAddress) async -> Void

  init(
    pipeline: RequestPipeline, settings: HTTPSettings, connections: ConnectionTable, logger: Logger,
    onListening: @escaping @Sendable (SocketAddress) async -> Void
  ) {
    self.pipeline = pipeline
    self.settings = settings
    self.connections = connections
    self.logger = logger
    self.onListening = onListening
  }

  public func run() async throws {
    let server = try makeServer()
    try await withThrowingTaskGroup { group in
      group.addTask { try await pipeline.deadlines.run() }
      group.addTask { try await drainWhenStopped() }
      try await server.run()
      group.cancelAll()
    }
  }

  private func makeServer() throws -> any Service {
    let builder = HTTPServerBuilder { [settings, connections] responder in
      GuardedChannel(limits: settings.limits, connections: connections, responder: responder)
    }
    return try builder.buildServer(
      configuration: ServerConfiguration(address: .hostname(settings.host, port: settings.port)),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger,
      responder: { [pipeline, logsRequests = settings.logsRequests] request, writer, channel in
        try await pipeline.serve(request, writer, channel, logs: logsRequests)
      },
      onServerRunning: { [onListening] channel in if let address = channel.localAddress { await onListening(address) } })
  }

  private func drainWhenStopped() async throws {
    await cancelWhenGracefulShutdown {
      // Sleeps until the server stops; both ways out are cancellation.
      try? await Task.sleep(for: .seconds(Int64.max / 4_000_000_000))
    }
    guard Task.isShuttingDownGracefully else { return }
    pipeline.stopping.stop()
    try await Task.sleep(for: .milliseconds(settings.limits.drainMilliseconds))
    connections.closeAll()
  }
}
