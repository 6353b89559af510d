/// A word, a text or a sign of Swift source.
struct Token: Sendable, Equatable {
  /// A text is a `"` and what is in it; a sign is one character.
  let text: String
  /// From 1.
  let line: Int

  /// What a text says, nil for other tokens.
  var said: Substring? { text.first == "\"" ? text.dropFirst() : nil }

  var isWord: Bool { text.first.map { $0.isLetter || $0 == "_" } ?? false }
}
