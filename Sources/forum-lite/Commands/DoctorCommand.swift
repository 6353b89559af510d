import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation
import SQLite

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look whether a forum is well.",
    discussion:
      "Checks the configuration, the data directory and every back end, of the running server where there is one. Exit code 0 when all is well.")

  @OptionGroup var common: CommonOptions
  @Flag(help: "Print the findings as JSON.") var json = false

  func run() async throws {
    try await ErrorReport.exiting {
      var status: ForumStatus?
      var isServer = false
      try await common.withForum { forum in
        isServer = forum.isServer
        if case .status(let found) = try await forum.call(.status) { status = found }
      }
      guard let status else { return }
      try json ? showJSON(status) : show(status, isServer: isServer)
      if status.parts.contains(where: { $0.problem != nil }) { throw ExitCode(EX_UNAVAILABLE) }
    }
  }

  private func showJSON(_ status: ForumStatus) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(status), as: UTF8.self))
  }

  private func show(_ status: ForumStatus, isServer: Bool) {
    print(isServer ? "asked the running server" : "no server runs; opened the store itself")
    print("SQLite \(SQLiteDriver.libraryVersion): safe by rule (one writer, which alone copies the log into the database)")
    for part in status.parts {
      let facts = part.facts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      print("\(part.problem == nil ? "ok  " : "BAD ") \(part.name) (\(part.adapter)): \(part.problem ?? facts)")
    }
  }
}
