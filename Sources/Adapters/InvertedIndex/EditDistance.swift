/// Typos between two words as Meilisearch counts them: a letter too many, too few or wrong is one, two neighbours swapped are one, and a wrong first
/// letter is one more.
enum EditDistance {
  /// nil when it is more than `max`.
  static func between(_ a: [UInt32], _ b: [UInt32], max: Int) -> Int? {
    guard abs(a.count - b.count) <= max, !a.isEmpty, !b.isEmpty else { return nil }
    let extra = a[0] == b[0] ? 0 : 1
    guard extra + (a.count == b.count ? 0 : 1) <= max else { return nil }
    let width = b.count + 1
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * width) { rows in
      for column in 0..<width { rows[width + column] = column }
      var (before, last, now) = (0, width, 2 * width)
      for row in 1...a.count {
        rows[now] = row
        var best = row
        for column in 1..<width {
          let cost = a[row - 1] == b[column - 1] ? 0 : 1
          var value = min(rows[last + column] + 1, rows[now + column - 1] + 1, rows[last + column - 1] + cost)
          if row > 1, column > 1, a[row - 1] == b[column - 2], a[row - 2] == b[column - 1] { value = min(value, rows[before + column - 2] + 1) }
          rows[now + column] = value
          best = min(best, value)
        }
        if best + extra > max { return nil }
        (before, last, now) = (last, now, before)
      }
      let distance = rows[last + width - 1] + extra
      return distance <= max ? distance : nil
    }
  }
}
