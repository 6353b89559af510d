import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

struct StreamCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream", abstract: "The events of the forum, those who follow them, and what they gave up.",
    discussion: """
      Consumers follow the stream of events, each at its own pace: the search index, notifications, mails, webhooks, counts. A message that one of them can't
      handle becomes a dead letter, with the reason, and the others go on. When the reason is mended, it is handed over again.
      """, subcommands: [Info.self, DeadLetters.self, Retry.self, Discard.self], defaultSubcommand: Info.self)

  struct Info: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "info", abstract: "Show the stream, how far each consumer is behind, and its dead letters.")

    @OptionGroup var common: CommonOptions
    @Flag(help: "Print them as JSON.") var json = false

    func run() async throws {
      try await ErrorReport.exiting {
        try await common.withForum { forum in
          guard case .overview(let overview) = try await forum.stream(.overview) else { throw AppError.otherVersion }
          if json { return print(try BackupCommand.text(overview)) }
          print("epoch \(overview.epoch), messages \(overview.first) to \(overview.last) (\(overview.messages))")
          StreamCommand.show(overview.consumers)
        }
      }
    }
  }

  struct DeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dead-letters", abstract: "List the messages that consumers gave up, newest first, each with the reason.")

    @OptionGroup var common: CommonOptions
    @Option(help: "Only those of this consumer.") var consumer: String?
    @Option(help: "How many to show.") var limit = 50
    @Flag(help: "Print them as JSON.") var json = false

    func validate() throws {
      guard (1...StreamCommand.pageSize).contains(limit) else { throw ValidationError("--limit must be from 1 to \(StreamCommand.pageSize).") }
    }

    func run() async throws {
      try await ErrorReport.exiting {
        try await common.withForum { forum in
          let request = StreamRequest.deadLetters(consumer: consumer, upTo: .max, limit: limit)
          guard case .deadLetters(let letters, let total) = try await forum.stream(request) else { throw AppError.otherVersion }
          if json { return print(try BackupCommand.text(letters)) }
          for letter in letters {
            print("\(letter.consumer) \(letter.sequence)  \(letter.time)  \(letter.subject)  tried \(letter.attempts) times")
            print("    \(letter.reason)")
          }
          print("\(letters.count) of \(total)")
        }
      }
    }
  }

  struct Discard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "discard", abstract: "Take a dead letter away: its consumer never handles the message.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The consumer.") var consumer: String
    @Argument(help: "The sequence, as `stream dead-letters` tells it.") var sequence: Int64

    func run() async throws {
      try await ErrorReport.exiting {
        try await common.withForum { forum in
          guard case .discarded = try await forum.stream(.discard(consumer: consumer, sequence: sequence)) else { throw AppError.otherVersion }
          print("\(consumer) \(sequence): discarded")
        }
      }
    }
  }

  /// Dead letters that are asked for at once.
  static let pageSize = 1000

  private static func show(_ consumers: [StreamOverview.Consumer]) {
    let rows =
      [["consumer", "position", "behind", "dead letters"]]
      + consumers.map { [$0.name, $0.position.map { "\($0)" } ?? "-", $0.behind.map { "\($0)" } ?? "-", "\($0.deadLetters)"] }
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      print(zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ") + "  " + row[3])
    }
    if consumers.contains(where: { $0.deadLetters > 0 }) { print("Why: forum-lite stream dead-letters") }
  }
}
