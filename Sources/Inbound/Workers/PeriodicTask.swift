public import Logging

/// Does something again and again, at once and then after each interval; a failure is logged and does not end it.
public struct PeriodicTask: Sendable {
  let name: String
  let interval: Duration
  let logger: Logger
  let work: @Sendable () async throws -> Void

  public init(name: String, interval: Duration, logger: Logger, work: @escaping @Sendable () async throws -> Void) {
    self.name = name
    self.interval = interval
    self.logger = logger
    self.work = work
  }

  public func run() async {
    while !Task.isCancelled {
      do {
        try await work()
      } catch is CancellationError {
        return
      } catch {
        logger.error("periodic work failed", metadata: ["task": "\(name)", "error": "\(error)"])
      }
      try? await Task.sleep(for: interval)
    }
  }
}
