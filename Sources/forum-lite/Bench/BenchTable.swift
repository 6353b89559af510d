import Foundation

extension BenchReport {
  private static let heads = ["work", "connections", "requests/s", "p50 ms", "p99 ms", "CPU µs", "bytes", "failed"]

  /// For people: what was measured on, a line for each row under the names of the columns, start-up and memory.
  var text: String {
    let forum = "\(threads) threads of \(postsPerThread) posts on \(adapters.joined(separator: ", "))"
    let table = Self.aligned([Self.heads] + rows.map(\.cells)).joined(separator: "\n")
    return """
      forum-lite \(version), \(build) build, \(cores) cores
      \(forum)

      \(table)

      first 200 after the start: \(Int(startupMilliseconds.rounded())) ms
      memory of the server (VmRSS, VmHWM): \(Self.mebibytes(idleBytes)) MiB idle, \(Self.mebibytes(loadedBytes)) MiB at most
      """
  }

  /// The first column to the left, the others to the right.
  private static func aligned(_ lines: [[String]]) -> [String] {
    let widths = heads.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { cells in
      cells.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + gap : gap + cell
      }.joined(separator: "  ")
    }
  }

  private static func mebibytes(_ bytes: Int) -> Int { (bytes + 1 << 19) >> 20 }
}

extension BenchReport.Row {
  fileprivate var cells: [String] {
    [
      work.rawValue, "\(connections)", Self.fixed(requestsPerSecond, 0), Self.fixed(p50Milliseconds, 2), Self.fixed(p99Milliseconds, 2),
      Self.fixed(cpuMicroseconds, 0), answerBytes.map { "\($0)" } ?? "-", "\(failed)",
    ]
  }

  private static func fixed(_ number: Double?, _ digits: Int) -> String { number.map { String(format: "%.\(digits)f", $0) } ?? "-" }
}
