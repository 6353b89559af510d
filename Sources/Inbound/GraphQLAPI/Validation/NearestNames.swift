/// What somebody may have meant who wrote a name that is not there.
enum NearestNames {
  private static let lengthMax = 64

  /// ` Did you mean “title”?`, or nothing when no name is near.
  static func hint(for name: String, among known: [String]) -> String {
    let found = names(near: name, among: known)
    return found.isEmpty ? "" : " Did you mean \(found.map { "“\($0)”" }.joined(separator: " or "))?"
  }

  static func names(near name: String, among known: [String]) -> [String] {
    guard name.utf8.count <= lengthMax else { return [] }
    let wanted = Array(name.lowercased().utf8)
    let distanceMax = wanted.count * 2 / 5 + 1
    let near = known.compactMap { candidate -> (name: String, distance: Int)? in
      let other = Array(candidate.lowercased().utf8)
      guard abs(other.count - wanted.count) <= distanceMax else { return nil }
      let distance = Self.distance(wanted, other)
      return distance <= distanceMax ? (candidate, distance) : nil
    }
    return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(GraphQLLimits.suggestionsMax).map(\.name)
  }

  /// How many bytes must be added, taken away or changed.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let changed = diagonal + (byte == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
