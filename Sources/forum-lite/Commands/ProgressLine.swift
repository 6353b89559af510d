import Foundation

/// How far long work is: a bar that moves on a terminal, a plain line every few seconds elsewhere.
struct ProgressLine {
  private static let plainInterval = Duration.seconds(5)
  private static let terminalInterval = Duration.milliseconds(100)
  private static let barWidth = 30

  private let total: Int64
  private let unit: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var shown = ContinuousClock.now
  private var hasShown = false

  /// `total` in the measure of `advance(to:)`; 0 when it is not known.
  init(total: Int64, unit: String) {
    self.total = total
    self.unit = unit
  }

  mutating func advance(to done: Int64, items: Int) {
    let now = ContinuousClock.now
    guard now - shown >= (isTerminal ? Self.terminalInterval : Self.plainInterval) else { return }
    shown = now
    hasShown = true
    let text = line(done, items, seconds: (now - start) / .seconds(1))
    write(isTerminal ? "\r\u{1B}[K\(text)" : text + "\n")
  }

  /// Leaves the terminal's line to what comes next.
  mutating func finish() {
    if isTerminal && hasShown { write("\r\u{1B}[K") }
  }

  private func line(_ done: Int64, _ items: Int, seconds: Double) -> String {
    let rate = "\(items) \(unit), \(Int(Double(items) / max(seconds, 0.001)))/s"
    guard total > 0 else { return rate }
    let share = min(1, Double(done) / Double(total))
    let left = share > 0.01 ? ", \(Int(seconds / share - seconds)) s left" : ""
    let filled = Int(share * Double(Self.barWidth))
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: Self.barWidth - filled)
    return "[\(bar)] \(Int(share * 100)) %  \(rate)\(left)"
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
