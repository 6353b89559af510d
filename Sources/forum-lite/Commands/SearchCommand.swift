import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find posts and comments from the command line.",
    discussion: "Words may have typos and the last may be unfinished; \"…\" is a phrase, - before a word excludes it.")

  @OptionGroup var common: CommonOptions
  @Argument(help: "What to look for.") var words: [String]
  @Option(help: "Conditions, such as: author = ada AND created_at > 2026-01-01T00:00:00Z") var filter: String?
  @Option(help: "How many results to show.") var limit = 10
  @Flag(help: "Print the results as JSON.") var json = false

  func validate() throws {
    guard (1...100).contains(limit) else { throw ValidationError("--limit must be from 1 to 100.") }
  }

  func run() async throws {
    try await ErrorReport.exiting {
      let request = OperatorRequest.search(text: words.joined(separator: " "), filter: filter, limit: limit)
      try await common.withForum { forum in
        guard case .found(let lines, let total) = try await forum.call(request) else { throw AppError.otherVersion }
        try json ? showJSON(lines) : show(lines, total)
      }
    }
  }

  private func showJSON(_ lines: [FoundLine]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for line in lines { print(String(decoding: try encoder.encode(line), as: UTF8.self)) }
  }

  private func show(_ lines: [FoundLine], _ total: Int) {
    for line in lines {
      let title = plain(line.title)
      print("\(line.kind) \(line.id)\(title.isEmpty ? "" : "  \(title)")")
      print("    \(plain(line.excerpt))")
    }
    print("\(lines.count) of \(total)")
  }

  /// Highlights are HTML.
  private func plain(_ html: String) -> String {
    html.replacing("<em>", with: "").replacing("</em>", with: "").replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing(
      "&quot;", with: "\""
    )
    .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}
