import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import NIOSSL
public import ServiceLifecycle

/// The HTTP server as a service: it runs until it is told to stop, then takes no more connections, lets requests finish within
/// `HTTPLimits.drainMilliseconds`, ends event streams and cuts what is left.
public struct HTTPServer: Service {
  let pipeline: RequestPipeline
  private let settings: HTTPSettings
  private let onListening: @Sendable (SocketAddress) async -> Void

  init(pipeline: RequestPipeline, settings: HTTPSettings, onListening: @escaping @Sendable (SocketAddress) async -> Void) {
    self.pipeline = pipeline
    self.settings = settings
    self.onListening = onListening
  }

  public func run() async throws {
    let connections = ConnectionTable(settings.limits)
    let server = try makeServer(connections)
    try await withThrowingTaskGroup { group in
      group.addTask { try await drain(connections) }
      try await server.run()
      group.cancelAll()
    }
  }

  private func makeServer(_ connections: ConnectionTable) throws -> any Service {
    let tls = try settings.tls.map { try NIOSSLContext(configuration: $0) }
    return ExchangeChannel(pipeline: pipeline, connections: connections, logs: settings.logsRequests, tls: tls).server(
      configuration: ServerConfiguration(address: .hostname(settings.host, port: settings.port), backlog: settings.limits.backlog),
      onServerRunning: { [onListening] channel in if let address = channel.localAddress { await onListening(address) } },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: pipeline.services.logger)
  }

  private func drain(_ connections: ConnectionTable) async throws {
    try await gracefulShutdown()
    pipeline.streams.stop()
    try await Task.sleep(for: .milliseconds(settings.limits.drainMilliseconds))
    connections.closeAll()
  }
}
