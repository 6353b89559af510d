import Admin
import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

struct JobsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs", abstract: "What the forum does from time to time.", subcommands: [List.self, Run.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the jobs, when they are due and what came of them.")

    @OptionGroup var common: CommonOptions
    @Flag(help: "Print them as JSON.") var json = false

    func run() async throws {
      try await ErrorReport.exiting {
        try await common.withForum { forum in
          guard case .jobs(let jobs) = try await forum.call(.jobs) else { throw AppError.otherVersion }
          if json { return print(try BackupCommand.text(jobs)) }
          for job in jobs { JobsCommand.show(job) }
        }
      }
    }
  }

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Run a job now and wait for its result.", discussion: "Exit code 0 when it was done.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The name of the job.") var name: String
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
      try await ErrorReport.exiting {
        var isDone = false
        try await common.withForum { forum in
          guard case .jobs(let jobs) = try await forum.call(.runJob(name)), let job = jobs.first else { throw AppError.otherVersion }
          isDone = job.outcome == .done
          try json ? print(BackupCommand.text(job)) : print("\(job.outcome?.rawValue ?? "not run"): \(job.message ?? "")")
        }
        if !isDone { throw ExitCode(EX_SOFTWARE) }
      }
    }
  }

  private static func show(_ job: JobView) {
    print("\(job.name) (\(job.schedule)): \(job.summary)")
    let due = job.isRunning ? "runs now" : job.dueAt.map { "due at \($0)" } ?? "runs when it is asked for"
    guard let ended = job.endedAt, let outcome = job.outcome else { return print("    \(due); has not run yet") }
    print("    \(due); run \(job.runs) times, failed \(job.failures); last at \(ended): \(outcome.rawValue), \(job.message ?? "")")
  }
}
