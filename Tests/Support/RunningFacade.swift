public import ForumKernel
import Logging
import NIOCore
public import SearchFacade

/// A search facade on a port of its own, for one test.
public struct RunningFacade: Sendable {
  public static let masterKey = "a master key for tests"

  public let port: Int
  public let facade: SearchFacade

  public var url: String { "http://127.0.0.1:\(port)" }

  /// Serves the data in `directory` while `body` runs. A `bodyBytesMax` of nil leaves the limit as it is.
  public static func run<Result>(
    in directory: String, masterKey: String = masterKey, bodyBytesMax: Int? = nil, clock: any WallClock = SystemClock(),
    _ body: (RunningFacade) async throws -> Result
  ) async throws -> Result {
    var logger = Logger(label: "facade")
    logger.logLevel = .critical
    let facade = try SearchFacade(directory: directory, masterKey: masterKey, clock: clock, logger: logger)
    var limits = FacadeServer.Limits()
    if let bodyBytesMax { limits.bodyBytesMax = bodyBytesMax }
    let (listening, port) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
    let server = FacadeServer(facade, host: "127.0.0.1", port: 0, limits: limits, logger: logger) { port.yield($0.port ?? 0) }
    let serving = Task {
      do { try await server.run() } catch { port.finish() }
    }
    var bound = 0
    for await number in listening {
      bound = number
      break
    }
    do {
      let result = try await body(RunningFacade(port: bound, facade: facade))
      serving.cancel()
      await serving.value
      return result
    } catch {
      serving.cancel()
      await serving.value
      throw error
    }
  }
}
