/// Finds the known name that somebody may have meant.
enum NearestKey {
  /// The candidate with the fewest changes to `name`, or nil when more than half of it would have to change.
  static func nearest(to name: String, among candidates: [String]) -> String? {
    let best = candidates.map { ($0, distance(name, $0)) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= max(2, name.utf8.count / 2) else { return nil }
    return best.0
  }

  /// Insertions, deletions, replacements and swaps of neighbours.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.utf8)
    let b = Array(second.utf8)
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in b.indices {
        current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1) }
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
