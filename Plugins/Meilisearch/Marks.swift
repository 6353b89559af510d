/// Marks around what matched that are in no text, so that everything else can be escaped.
enum Marks {
  static let begin: Character = "\u{E000}"
  static let end: Character = "\u{E001}"

  static func removed(from text: String) -> String {
    text.unicodeScalars.contains { $0 == "\u{E000}" || $0 == "\u{E001}" } ? text.filter { $0 != begin && $0 != end } : text
  }

  /// HTML with `<em>` for the marks; a mark without its other half is left out.
  static func html(_ text: String) -> String {
    var html = ""
    var isOpen = false
    for character in text {
      switch character {
      case begin where !isOpen:
        html += "<em>"
        isOpen = true
      case end where isOpen:
        html += "</em>"
        isOpen = false
      case begin, end: continue
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "\n", "\r\n": html += " "
      default: html.append(character)
      }
    }
    return isOpen ? html + "</em>" : html
  }
}
