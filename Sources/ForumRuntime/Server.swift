import Dispatch
import ForumKernel
import ForumWiring
import GRPCAPI
import Glibc
import HTTPAPI
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import UnixSignals

/// `serve`: opens the forum, runs it until a signal, and closes it in order.
public struct Server: Sendable {
  let config: ServerConfig
  let adapters: AdapterSet
  let version: String
  let demo: Bool

  /// `demo`: fills an empty forum with the generated one.
  public init(config: ServerConfig, adapters: AdapterSet, version: String, demo: Bool) {
    self.config = config
    self.adapters = adapters
    self.version = version
    self.demo = demo
  }

  /// Returns after a graceful stop; throws what keeps the server from running.
  public func run() async throws {
    let output = LogOutput(level: Logger.Level(rawValue: config.log.level) ?? .info, format: LogOutput.Format(rawValue: config.log.format) ?? .text)
    output.adopt()
    let logger = output.logger("forum-lite")
    defer { output.flush() }
    for warning in config.warnings { logger.warning("\(warning)") }
    try requireFreePort()
    let certificates = try ServerCertificates(config, logger: logger)
    let lock = try StoreLock(directory: config.server.data)
    let application = try await Application.build(config: config, adapters: adapters, dataDirectory: config.server.data, logger: logger)
    if demo { try await application.fillWithDemo() }
    let socket =
      config.server.adminSocket ? try AdminSocketServer(directory: config.server.data) { await application.handle($0) } : nil
    do {
      try await serve(application, certificates, logger)
    } catch {
      socket?.close()
      await application.close()
      throw error
    }
    socket?.close()
    await application.close()
    withExtendedLifetime(lock) {}
    logger.notice("stopped")
  }

  /// A new forum is not begun for a server that cannot be reached. Where there is one, its lock may say more: who serves it.
  private func requireFreePort() throws(AppError) {
    guard !Doctor(config).isForumThere,
      let problem = PortCheck(config.server.listen, isSecure: config.isSecure).findings.first(where: { $0.level == .bad })
    else { return }
    throw AppError(.unavailable, "address_in_use", "\(problem.text). \(problem.advice)")
  }

  private func serve(_ application: Application, _ certificates: ServerCertificates, _ logger: Logger) async throws {
    let soleNode = SoleNode(application)
    try await soleNode?.take()
    let isStopping = Flag()
    let registry = MetricsRegistry()
    application.register(in: registry)
    let requests = HTTPMetrics(registry)
    let measure: @Sendable (RequestMeasurement) -> Void = {
      requests.record(route: $0.route, method: $0.method, status: $0.status, duration: $0.duration)
    }
    let activity = ActivityHistory { await application.activity(requests) }
    let rpc = try application.makeRPCServer(certificate: certificates.rpc, isStopping: { isStopping.isSet }, measure: measure)
    let server = try application.makeHTTPServer(
      pages: try application.webPages { activity.points }, certificate: certificates.https, isStopping: { isStopping.isSet },
      measure: measure, metrics: { await registry.text() },
      onListening: { address in await announce(address, rpc, application, logger) })
    let companions = try await self.companions(application.config.values, logger).map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }
    let optional: [(any Service)?] = [soleNode] + certificates.services + [rpc]
    let edges = optional.compactMap(\.self).map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }
    var group = ServiceGroupConfiguration(
      services: companions + edges + [
        .init(service: BackgroundWork(application)), .init(service: activity), .init(service: server),
        .init(service: Readiness(isStopping: isStopping, delay: config.server.readinessDelay)),
      ],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: output(logger))
    group.maximumGracefulShutdownDuration = config.server.readinessDelay + config.server.drainTimeout + .seconds(10)
    let sources = SecondSignal.forcesExit()
    do {
      try await ServiceGroup(configuration: group).run()
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw AppError(
        .unavailable, "address_in_use",
        "Another program listens at \(config.server.listen): stop it, or choose another address with --listen HOST:PORT (port 0 picks a free one).")
    } catch let error as IOError where error.errnoCode == EACCES || error.errnoCode == EADDRNOTAVAIL {
      throw AppError(
        .unavailable, "address_refused",
        "This machine lets nobody listen at \(config.server.listen) (\(error)): choose another address with --listen HOST:PORT.")
    }
    for source in sources { source.cancel() }
  }

  /// What runs beside the forum, as the settings say.
  private func companions(_ settings: SettingValues, _ logger: Logger) async throws -> [any Service] {
    let context = AdapterContext(
      dataDirectory: config.server.data, settings: settings, clock: SystemClock(), logger: logger, container: Container())
    var companions: [any Service] = []
    for factory in adapters.companions { if let service = try await factory.make(context) { companions.append(service) } }
    return companions
  }

  /// The services' own lines matter only when something is wrong.
  private func output(_ logger: Logger) -> Logger {
    var quiet = logger
    quiet.logLevel = .warning
    return quiet
  }

  /// Says where the server is, once it can be reached there by all that it speaks.
  private func announce(_ address: SocketAddress, _ rpc: RPCServer?, _ application: Application, _ logger: Logger) async {
    let host = address.ipAddress.map { $0.contains(":") ? "[\($0)]" : $0 } ?? "127.0.0.1"
    let url = "\(config.isSecure ? "https" : "http")://\(host):\(address.port ?? 0)"
    // A server that can't be started there ends the whole program, with its reason.
    let grpc = try? await rpc?.address
    guard rpc == nil || grpc != nil else { return }
    let line =
      config.log.format == "json"
      ? #"{"event":"ready","http":"\#(url)"\#(grpc.map { #","grpc":"\#($0)""# } ?? "")}"#
      : "forum-lite \(version) is ready at \(url)\(grpc.map { ", for gRPC at \($0)" } ?? "")"
    StandardOutput.write(line)
    ServiceNotice.send(.ready)
    await offerClaim(at: url, application, logger)
    logger.notice("ready", metadata: ["http": "\(url)", "grpc": "\(grpc ?? "off")", "data": "\(config.server.data)"])
  }
}

extension Server {
  /// Tells who reads the server's output how to become the first administrator.
  private func offerClaim(at url: String, _ application: Application, _ logger: Logger) async {
    do {
      guard let link = try await application.claimLink(at: url) else { return }
      StandardOutput.write(config.log.format == "json" ? #"{"event":"claim","url":"\#(link)"}"# : Application.claimText(link))
    } catch {
      logger.warning("no link for a first administrator could be made", metadata: ["error": "\(error)"])
    }
  }
}

/// A flag that is set once.
final class Flag: Sendable {
  private let value = Atomic(false)
  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}

/// The last service is stopped first: it takes readiness away, and gives load balancers the time to see it, before the server stops to listen.
private struct Readiness: Service {
  let isStopping: Flag
  let delay: Duration

  func run() async throws {
    try await gracefulShutdown()
    ServiceNotice.send(.stopping)
    isStopping.set()
    try await Task.sleep(for: delay)
  }
}

/// The first SIGTERM or SIGINT stops in order, by `ServiceGroup`; the second one ends the process at once.
private enum SecondSignal {
  static func forcesExit() -> [any DispatchSourceSignal] {
    let first = Flag()
    return [SIGTERM, SIGINT].map { signal in
      let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
      source.setEventHandler { if first.isSet { _exit(1) } else { first.set() } }
      source.resume()
      return source
    }
  }
}

/// Standard output without a buffer: who waits for a line gets it at once.
enum StandardOutput {
  static func write(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
  }
}
