/// Text as every store can hold it. What puts something in another's place says so in `changes`, where `field` is what people call the text.
enum PlainText {
  /// One line without control characters.
  static func line(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  static func line(_ text: String, _ field: String, _ changes: inout [String]) -> String {
    let line = line(text)
    if line != text { changes.append("control characters in \(field) became blanks") }
    return line
  }

  static func storable(_ text: String, _ field: String, _ changes: inout [String]) -> String {
    let storable = storable(text)
    if storable != text { changes.append("U+0000 in \(field) became U+FFFD") }
    return storable
  }

  /// Without the NUL character, which PostgreSQL cannot store.
  static func storable(_ text: String) -> String { text.contains("\0") ? text.replacing("\0", with: "\u{FFFD}") : text }

  /// One line in which blanks never follow each other.
  static func collapsed(_ text: String) -> String { line(text).split(separator: " ").joined(separator: " ") }
}
