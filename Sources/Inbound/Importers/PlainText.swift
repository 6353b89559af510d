/// Text as every store can hold it.
enum PlainText {
  /// One line without control characters.
  static func line(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  /// Without the NUL character, which PostgreSQL cannot store.
  static func storable(_ text: String) -> String { text.contains("\0") ? text.replacing("\0", with: "\u{FFFD}") : text }

  /// One line in which blanks never follow each other.
  static func collapsed(_ text: String) -> String { line(text).split(separator: " ").joined(separator: " ") }
}
