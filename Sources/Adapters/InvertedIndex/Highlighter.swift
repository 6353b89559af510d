import ForumKernel

/// Shows where a document matches: `<em>` around the words, everything else escaped.
struct Highlighter {
  private let words: [QueryWord]

  init(_ text: QueryText) { words = text.words + text.phrases.flatMap(\.self).map { QueryWord(exactly: $0) } }

  func hit(_ document: SearchDocument, score: Double) -> SearchHit {
    SearchHit(
      id: document.id, kind: document.kind, threadID: document.threadID, score: score,
      titleHighlighted: marked(document.title, Tokenizer.tokens(document.title)[...], in: nil), bodyHighlighted: crop(document.body))
  }

  /// About thirty words where the most matches are together.
  private func crop(_ body: String) -> String {
    let tokens = Tokenizer.tokens(body)
    guard tokens.count > IndexLimits.cropWords else { return marked(body, tokens[...], in: nil) }
    let matches = tokens.map { self.matches($0.term) }
    var inWindow = matches[..<IndexLimits.cropWords].count { $0 }
    var (best, start) = (inWindow, 0)
    for end in IndexLimits.cropWords..<tokens.count {
      inWindow += (matches[end] ? 1 : 0) - (matches[end - IndexLimits.cropWords] ? 1 : 0)
      if inWindow > best { (best, start) = (inWindow, end - IndexLimits.cropWords + 1) }
    }
    // A few words before the first match make it readable.
    if let first = matches[start...].firstIndex(of: true) { start = max(0, min(start, tokens.count - IndexLimits.cropWords, max(start, first - 5))) }
    let window = tokens[start..<min(tokens.count, start + IndexLimits.cropWords)]
    let from = start == 0 ? 0 : window[window.startIndex].range.lowerBound
    let to = window.endIndex == tokens.count ? body.utf8.count : window[window.endIndex - 1].range.upperBound
    return (start == 0 ? "" : "…") + marked(body, window, in: from..<to) + (window.endIndex == tokens.count ? "" : "…")
  }

  private func matches(_ term: String) -> Bool { words.contains { $0.quality(of: term) > 0 } }

  private func marked(_ text: String, _ tokens: ArraySlice<Token>, in range: Range<Int>?) -> String {
    var text = text
    return text.withUTF8 { bytes in
      var html = ""
      var place = range?.lowerBound ?? 0
      let end = range?.upperBound ?? bytes.count
      func escape(_ part: Range<Int>) {
        for character in String(decoding: bytes[part], as: UTF8.self) {
          switch character {
          case "&": html += "&amp;"
          case "<": html += "&lt;"
          case ">": html += "&gt;"
          case "\"": html += "&quot;"
          case "\n", "\r\n": html += " "
          default: html.append(character)
          }
        }
      }
      for token in tokens where token.range.lowerBound >= place && matches(token.term) {
        escape(place..<token.range.lowerBound)
        html += "<em>"
        escape(token.range)
        html += "</em>"
        place = token.range.upperBound
      }
      if place < end { escape(place..<end) }
      return html
    }
  }
}
