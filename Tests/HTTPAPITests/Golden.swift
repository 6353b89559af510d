import Foundation
import Testing

/// Compares text with a file in `__Golden__`. With `FORUM_UPDATE_GOLDEN=1` in the environment the file is written instead: look at its diff.
enum Golden {
  static func expect(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "__Golden__/\(name)")
    if ProcessInfo.processInfo.environment["FORUM_UPDATE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    guard text != golden else { return }
    let lines = zip(text.split(separator: "\n", omittingEmptySubsequences: false), golden.split(separator: "\n", omittingEmptySubsequences: false))
    let place = lines.enumerated().first { $0.element.0 != $0.element.1 }
    Issue.record(
      "\(name) differs from line \((place?.offset ?? 0) + 1) on: \(place?.element.0 ?? "") instead of \(place?.element.1 ?? "")",
      sourceLocation: sourceLocation)
  }
}
