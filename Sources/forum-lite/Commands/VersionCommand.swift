import ArgumentParser
import SQLite

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

  @Flag(help: "Print it as JSON.") var json = false

  func run() {
    print(json ? #"{"sqlite":"\#(SQLiteDriver.libraryVersion)","version":"\#(ProgramVersion.text)"}"# : "forum-lite \(ProgramVersion.text)")
  }
}
