/// How many typos lie between a word as typed and a word of the index: a letter too many, too few, wrong, or two neighbours swapped count one each,
/// and a
/// wrong first letter counts two at least.
struct TypoDistance {
  private let typed: [UInt32]
  private let isPrefix: Bool

  /// `isPrefix`: the typed word may be the beginning of the other.
  init(_ typed: String, isPrefix: Bool) {
    self.typed = typed.unicodeScalars.map(\.value)
    self.isPrefix = isPrefix
  }

  /// Typos up to `limit`; nil when there are more.
  func to(_ word: String, limit: Int) -> Int? {
    let other = Array(word.unicodeScalars.lazy.map(\.value).prefix(typed.count + limit))
    guard !isPrefix || other.count >= typed.count - limit else { return nil }
    guard let edits = edits(other, isWhole: !isPrefix, lengthOfWord: word.unicodeScalars.count, limit) else { return nil }
    let hasOtherFirst = other.first != typed.first
    let typos = hasOtherFirst ? max(2, edits) : edits
    // Meilisearch looks no further than one edit where the first letter is wrong.
    return typos <= limit && !(hasOtherFirst && edits > 1) ? typos : nil
  }

  /// One row for each letter typed; for a prefix the smallest value of the last row counts.
  private func edits(_ other: [UInt32], isWhole: Bool, lengthOfWord: Int, _ limit: Int) -> Int? {
    if isWhole, abs(lengthOfWord - typed.count) > limit { return nil }
    var older: [Int] = []
    var old = Array(0...other.count)
    for row in 1...max(1, typed.count) where row <= typed.count {
      var new = [row]
      new.reserveCapacity(other.count + 1)
      var smallest = row
      for column in 1...max(1, other.count) where column <= other.count {
        var value = min(old[column] + 1, new[column - 1] + 1, old[column - 1] + (typed[row - 1] == other[column - 1] ? 0 : 1))
        if row > 1, column > 1, typed[row - 1] == other[column - 2], typed[row - 2] == other[column - 1] { value = min(value, older[column - 2] + 1) }
        new.append(value)
        smallest = min(smallest, value)
      }
      if smallest > limit { return nil }
      (older, old) = (old, new)
    }
    let distance = isWhole ? old[other.count] : old.min() ?? typed.count
    return distance <= limit ? distance : nil
  }
}
