import ArgumentParser
import ForumRuntime

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring the database up to date without serving.",
    discussion: "`serve` does the same at start. Steps go forward only; a database of a newer program is refused.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await ErrorReport.exiting {
      try await common.withForum { forum in print(forum.isServer ? "the running server has done it" : "the database is up to date") }
    }
  }
}
