import Foundation

/// A line over time, drawn as SVG without styles of its own: the style sheet has them.
struct Chart: Sendable {
  private static let width = 320.0
  private static let height = 72.0

  let title: String
  let unit: String
  /// Oldest first; nil where there is nothing to tell.
  let values: [Double?]

  /// What the line ends with.
  var latest: String { values.last.flatMap(\.self).map(label) ?? "–" }
  var highest: Double { values.compactMap(\.self).max() ?? 0 }

  var fields: Fields {
    [
      "title": title, "latest": latest, "unit": unit, "highest": label(highest), "line": line, "area": line.isEmpty ? "" : area,
      "width": Int(Self.width), "height": Int(Self.height),
    ]
  }

  /// Path data: a new line begins after each gap.
  var line: String {
    var path = ""
    var isOpen = false
    for (index, value) in values.enumerated() {
      guard let value else {
        isOpen = false
        continue
      }
      path += "\(isOpen ? "L" : "M")\(coordinate(x(index))) \(coordinate(y(value)))"
      isOpen = true
    }
    return path
  }

  /// The first and last values with ground under them; nothing where there are gaps.
  private var area: String {
    guard values.count > 1, !values.contains(where: { $0 == nil }) else { return "" }
    return line + "L\(coordinate(Self.width)) \(coordinate(Self.height))L0 \(coordinate(Self.height))Z"
  }

  private func x(_ index: Int) -> Double { values.count < 2 ? Self.width : Double(index) * Self.width / Double(values.count - 1) }

  /// The highest value nearly touches the upper edge.
  private func y(_ value: Double) -> Double { Self.height - (highest > 0 ? value / highest : 0) * (Self.height - 4) - 1 }

  private func coordinate(_ value: Double) -> String { String(format: "%.1f", value) }

  /// Three figures at most.
  private func label(_ value: Double) -> String {
    value == value.rounded() || value >= 100 ? String(Int(value.rounded())) : String(format: value >= 10 ? "%.1f" : "%.2f", value)
  }
}

extension Chart {
  /// The charts of the page about the server.
  static func all(_ points: [ActivityPoint]) -> [Chart] {
    [
      Chart(title: "Requests", unit: "per second", values: points.map(\.requestsPerSecond)),
      Chart(title: "Half of them within", unit: "ms", values: points.map(\.medianMilliseconds)),
      Chart(title: "99 of 100 within", unit: "ms", values: points.map(\.slowMilliseconds)),
      Chart(title: "Events in the stream", unit: "per second", values: points.map(\.eventsPerSecond)),
      Chart(title: "Writes that wait", unit: "at once", values: points.map(\.writerQueue)),
      Chart(title: "Memory", unit: "MiB", values: points.map { $0.memoryBytes / 1_048_576 }),
    ]
  }
}
