import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

struct TopologyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology", abstract: "Show which back end serves each port, where it is, and whether it is well.",
    discussion: "Asks the running server, or opens the back ends itself. Passwords in addresses are not shown. Exit code 0 when all is well.")

  @OptionGroup var common: CommonOptions
  @Flag(help: "Print it as JSON.") var json = false

  private struct Line: Encodable {
    let port: String
    let adapter: String
    let endpoint: String
    let health: String
  }

  func run() async throws {
    try await ErrorReport.exiting {
      var lines: [Line] = []
      try await common.withForum { forum in
        guard case .status(let status) = try await forum.call(.status) else { throw AppError.otherVersion }
        lines = status.parts.map { Line(port: $0.name, adapter: $0.adapter, endpoint: $0.endpoint, health: $0.problem ?? "ok") }
      }
      try show(lines)
      if lines.contains(where: { $0.health != "ok" }) { throw ExitCode(EX_UNAVAILABLE) }
    }
  }

  private func show(_ lines: [Line]) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      return print(String(decoding: try encoder.encode(lines), as: UTF8.self))
    }
    func padded(_ text: String, _ all: [String]) -> String { text.padding(toLength: all.map(\.count).max() ?? 0, withPad: " ", startingAt: 0) }
    for line in lines {
      print(
        padded(line.port, lines.map(\.port)), padded(line.adapter, lines.map(\.adapter)), padded(line.endpoint, lines.map(\.endpoint)), line.health,
        separator: "  ")
    }
  }
}
