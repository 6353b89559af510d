public import Admin
public import Logging

/// Runs the jobs that are due until its task is cancelled.
public struct JobScheduler: Sendable {
  /// How soon a job starts that is due, or that somebody asked for.
  private static let poll = Duration.seconds(1)
  private static let failureWait = Duration.seconds(10)

  private let jobs: RunJobs
  private let logger: Logger

  public init(jobs: RunJobs, logger: Logger) {
    self.jobs = jobs
    self.logger = logger
  }

  public func run() async {
    var isRegistered = false
    while !Task.isCancelled {
      var wait = Self.poll
      do {
        if !isRegistered { try await jobs.register() }
        isRegistered = true
        for job in try await jobs.runDue() { log(job) }
      } catch is CancellationError {
        return
      } catch {
        logger.error("jobs can't be run", metadata: ["error": "\(error)"])
        wait = Self.failureWait
      }
      try? await Task.sleep(for: wait)
    }
  }

  private func log(_ job: JobView) {
    let level: Logger.Level = job.outcome == .failed ? .error : .info
    logger.log(
      level: level, "job ended", metadata: ["job": "\(job.name)", "outcome": "\(job.outcome?.rawValue ?? "")", "result": "\(job.message ?? "")"])
  }
}
