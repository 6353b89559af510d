/// The narrow HTML that rendering may produce, read by another parser than the one under test.
enum SafeHTMLGrammar {
  private static let tags: Set<String> = [
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img",
    "input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "summary", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr",
  ]
  private static let voidTags: Set<String> = ["br", "hr", "img", "input", "wbr"]
  private static let attributes: Set<String> = [
    "href", "rel", "title", "src", "loading", "alt", "width", "height", "type", "disabled", "checked", "start", "class", "colspan", "rowspan",
    "align", "open",
  ]

  /// nil when the text is balanced and holds only what is allowed; else what is wrong.
  static func fault(in html: String) -> String? {
    if html.utf8.contains(where: { $0 < 0x09 || $0 == 0x0b || (0x0e..<0x20).contains($0) || $0 == 0x7f }) { return "control character" }
    var open: [Substring] = []
    for (index, piece) in html.split(separator: "<", omittingEmptySubsequences: false).enumerated() {
      if index == 0 {
        if piece.contains(">") { return "bare > in \(piece)" }
        continue
      }
      let parts = piece.split(separator: ">", omittingEmptySubsequences: false)
      guard parts.count == 2 else { return "not one > in \(piece)" }
      if parts[0].hasPrefix("/") {
        guard open.popLast() == parts[0].dropFirst() else { return "unbalanced \(piece)" }
      } else {
        let name = parts[0].prefix { $0 != " " }
        guard tags.contains(String(name)) else { return "tag \(name)" }
        if !voidTags.contains(String(name)) { open.append(name) }
        if let fault = faultInAttributes(parts[0].dropFirst(name.count)) { return fault }
      }
    }
    return open.isEmpty ? nil : "unclosed \(open)"
  }

  private static func faultInAttributes(_ text: Substring) -> String? {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1, parts.last?.isEmpty == true else { return "quotes in \(text)" }
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      let name = parts[index]
      guard name.hasPrefix(" "), name.hasSuffix("="), attributes.contains(String(name.dropFirst().dropLast())) else { return "attribute \(name)" }
      let allowed = name == " src=" ? ["https://", "http://"] : ["https://", "http://", "mailto:", "/", "#"]
      let value = parts[index + 1].lowercased()
      if name == " src=" || name == " href=", !allowed.contains(where: value.hasPrefix) || value.hasPrefix("//") { return "address \(value)" }
    }
    return nil
  }
}
