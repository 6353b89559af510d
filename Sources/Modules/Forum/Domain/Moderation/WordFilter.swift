/// All watched words of a tenant, ready to look for them in one pass over a text.
public struct WordFilter: Sendable {
  /// What was found in a text.
  public struct Result: Sendable, Equatable {
    /// With the replacements.
    public var text: String
    /// The watched words by what is to happen, each once, in the order of the text.
    public var found: [WatchedWord.Action: [String]] = [:]

    public func words(_ action: WatchedWord.Action) -> [String] { found[action] ?? [] }
  }

  private struct Entry {
    let word: WatchedWord
    let pattern: WordPattern
  }

  public static let empty = WordFilter([])

  /// By the first word of the pattern.
  private var exact: [String: [Entry]] = [:]
  /// Single words with `*`, by their length and what they begin with.
  private var prefixes: [Int: [String: [Entry]]] = [:]

  public init(_ words: [WatchedWord]) {
    for word in words {
      guard let pattern = WordPattern(word.word) else { continue }
      let entry = Entry(word: word, pattern: pattern)
      if pattern.isPrefix, pattern.words.count == 1 {
        prefixes[pattern.words[0].count, default: [:]][pattern.words[0], default: []].append(entry)
      } else {
        exact[pattern.words[0], default: []].append(entry)
      }
    }
  }

  public var isEmpty: Bool { exact.isEmpty && prefixes.isEmpty }

  public func apply(to text: String) -> Result {
    guard !isEmpty else { return Result(text: text) }
    var result = Result(text: "")
    let words = FoldedWords(text).words
    var (index, copied) = (0, text.startIndex)
    while index < words.count {
      var length = 1
      for entry in entries(for: words[index].text) where entry.pattern.matches(words, at: index) {
        result.note(entry.word)
        guard let replacement = entry.word.replacement, words[index].range.lowerBound >= copied else { continue }
        length = entry.pattern.words.count
        result.text += text[copied..<words[index].range.lowerBound] + replacement
        copied = words[index + length - 1].range.upperBound
      }
      index += length
    }
    result.text += text[copied...]
    return result
  }

  private func entries(for word: String) -> [Entry] {
    var entries = exact[word] ?? []
    for (length, group) in prefixes where length <= word.count { entries += group[String(word.prefix(length))] ?? [] }
    return entries
  }
}

extension WordFilter.Result {
  fileprivate mutating func note(_ word: WatchedWord) {
    if !words(word.action).contains(word.word) { found[word.action, default: []].append(word.word) }
  }
}
