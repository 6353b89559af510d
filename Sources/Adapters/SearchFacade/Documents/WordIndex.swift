/// Which documents hold which words. Documents are only added; what was removed is skipped by the reader until the index is built anew.
struct WordIndex {
  private var numbers: [String: Int] = [:]
  private var lists: [PostingList] = []
  private var sortedWords: [String] = []
  private var newWords: [String] = []
  /// Words of each attribute of a document, for rules that look at whole attributes.
  private var lengths: [Int32: [UInt16: Int]] = [:]

  /// `texts`: the attribute's number with each of its values.
  mutating func add(_ document: Int32, _ texts: [(attribute: UInt16, text: String)], stopWords: Set<String>) {
    var places: [String: [WordPlace]] = [:]
    var next: [UInt16: Int] = [:]
    for (attribute, text) in texts {
      let start = next[attribute].map { $0 + 8 } ?? 0
      var last = start
      var count = 0
      for token in FacadeTokenizer.tokens(text, from: start) {
        guard token.position < FacadeLimits.positionsMax else { break }
        (last, count) = (token.position, count + 1)
        guard token.word.utf8.count <= FacadeLimits.wordBytesMax, !stopWords.contains(token.word) else { continue }
        places[token.word, default: []].append(WordPlace(attribute: attribute, position: UInt16(token.position)))
      }
      guard count > 0 else { continue }
      next[attribute] = last
      lengths[document, default: [:]][attribute, default: 0] += count
    }
    for (word, found) in places { list(of: word) { $0.append(document, found) } }
  }

  private mutating func list(of word: String, _ change: (inout PostingList) -> Void) {
    if let number = numbers[word] { return change(&lists[number]) }
    numbers[word] = lists.count
    newWords.append(word)
    var list = PostingList()
    change(&list)
    lists.append(list)
  }

  subscript(word: String) -> PostingList? { numbers[word].map { lists[$0] } }

  func length(of attribute: UInt16, in document: Int32) -> Int { lengths[document]?[attribute] ?? 0 }

  /// Brings the sorted list of words up to date, before `words(beginning:)` and `words(_:)` are asked.
  mutating func sortWords() {
    guard !newWords.isEmpty else { return }
    newWords.sort()
    var merged: [String] = []
    merged.reserveCapacity(sortedWords.count + newWords.count)
    var (old, new) = (sortedWords[...], newWords[...])
    while let first = old.first, let other = new.first { merged.append(first < other ? old.removeFirst() : new.removeFirst()) }
    sortedWords = merged + old + new
    newWords = []
  }

  var words: [String] { sortedWords }

  /// The words with this beginning, in order.
  func words(beginning head: String) -> ArraySlice<String> {
    let start = lowerBound { $0 < head }
    let end = sortedWords[start...].firstIndex { !$0.hasPrefix(head) } ?? sortedWords.endIndex
    return sortedWords[start..<end]
  }

  private func lowerBound(_ isBefore: (String) -> Bool) -> Int {
    var (low, high) = (0, sortedWords.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(sortedWords[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
