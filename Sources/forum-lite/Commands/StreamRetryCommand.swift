import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

extension StreamCommand {
  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retry", abstract: "Hand dead letters to their consumer again.",
      discussion: """
        What is handled is no dead letter any more; what is not stays one, with the new reason. With --all they come in the order of their events, and the
        command ends early when what the consumer stands on is away. Exit code 0 when all were handled.
        """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The consumer.") var consumer: String
    @Argument(help: "The sequence, as `stream dead-letters` tells it.") var sequence: Int64?
    @Flag(help: "All dead letters of the consumer.") var all = false
    @Flag(help: "Print what came of it as JSON.") var json = false

    func validate() throws {
      guard (sequence == nil) == all else { throw ValidationError("Name a sequence, or --all for every dead letter of the consumer.") }
    }

    func run() async throws {
      try await ErrorReport.exiting {
        var report = RetryReport()
        try await common.withForum { forum in
          for sequence in try await sequences(forum) {
            guard case .retried(let failure) = try await forum.stream(.retry(consumer: consumer, sequence: sequence)) else {
              throw AppError.otherVersion
            }
            report.add(failure, sequence)
            if !json, let failure { print("\(consumer) \(sequence): stays a dead letter: \(failure.message)") }
            if report.isBackEndAway { break }
          }
          try json ? print(BackupCommand.text(report)) : print("\(report.handled) handled, \(report.failed.count) not")
        }
        if !report.failed.isEmpty { throw ExitCode(report.isBackEndAway ? EX_UNAVAILABLE : EX_SOFTWARE) }
      }
    }

    /// What to hand over, oldest first.
    private func sequences(_ forum: OperatorLine) async throws -> [Int64] {
      if let sequence { return [sequence] }
      var (sequences, end): ([Int64], Int64) = ([], .max)
      while true {
        let request = StreamRequest.deadLetters(consumer: consumer, upTo: end, limit: StreamCommand.pageSize)
        guard case .deadLetters(let letters, _) = try await forum.stream(request) else { throw AppError.otherVersion }
        guard let oldest = letters.last else { return sequences.reversed() }
        sequences += letters.map(\.sequence)
        end = oldest.sequence - 1
      }
    }
  }
}

/// What came of dead letters that were tried again.
private struct RetryReport: Encodable {
  struct Failure: Encodable {
    let sequence: Int64
    let code: String
    let reason: String
  }

  private(set) var handled = 0
  private(set) var failed: [Failure] = []

  var isBackEndAway: Bool { failed.last?.code == AppError.Code.unavailable.rawValue }

  mutating func add(_ failure: OperatorFailure?, _ sequence: Int64) {
    if let failure { failed.append(Failure(sequence: sequence, code: failure.code, reason: failure.message)) } else { handled += 1 }
  }
}
