/// Makes `_formatted` and `_matchesPosition` of a hit.
struct HitFormatter {
  let request: FormatRequest
  let words: MatchingWords

  /// The document with every text marked and cropped as asked, and every number as text.
  func formatted(_ value: FacadeJSON, _ path: String = "") -> FacadeJSON {
    switch value {
    case .object(let members):
      return .object(members.map { FacadeJSON.Member(name: $0.name, value: formatted($0.value, path.isEmpty ? $0.name : "\(path).\($0.name)")) })
    case .array(let items): return .array(items.map { formatted($0, path) })
    case .text(let text): return .text(formatted(text, path))
    case .integer, .decimal: return .text(formatted(value.description, path))
    default: return value
    }
  }

  private func formatted(_ text: String, _ path: String) -> String {
    let (marks, length) = (request.highlights(path), request.cropLength(path))
    guard marks || length != nil else { return text }
    let tokens = FacadeTokenizer.tokens(text)
    let matches = words.matches(text, tokens)
    let bytes = Array(text.utf8)
    var window = 0..<bytes.count
    var (before, after) = ("", "")
    if let length, length > 0, tokens.count > length {
      let shown = Self.window(matches.map(\.token), length, of: tokens.count)
      let start = shown.lowerBound == 0 ? 0 : tokens[shown.lowerBound].range.lowerBound
      window = start..<(shown.upperBound == tokens.count ? bytes.count : tokens[shown.upperBound - 1].range.upperBound)
      before = shown.lowerBound == 0 ? "" : request.cropMarker
      after = shown.upperBound == tokens.count ? "" : request.cropMarker
    }
    var result = before
    var place = window.lowerBound
    func append(_ range: Range<Int>) { result += String(decoding: bytes[range], as: UTF8.self) }
    for match in matches where marks && match.range.lowerBound >= place && match.range.upperBound <= window.upperBound {
      append(place..<match.range.lowerBound)
      result += request.preTag
      append(match.range)
      result += request.postTag
      place = match.range.upperBound
    }
    append(place..<window.upperBound)
    return result + after
  }

  /// So many words around where the most matches are together.
  static func window(_ matches: [Int], _ length: Int, of count: Int) -> Range<Int> {
    guard let first = matches.first else { return 0..<length }
    var best = first...first
    var bestCount = 0
    for (index, start) in matches.enumerated() {
      let together = matches[index...].prefix { $0 - start < length }
      if together.count > bestCount, let last = together.last { (bestCount, best) = (together.count, start...last) }
    }
    let spare = length - best.count
    var start = max(0, best.lowerBound - spare / 2)
    start = max(0, min(start, count - length))
    return start..<start + length
  }

  /// By attribute: bytes of the text where it matches.
  func positions(_ document: FacadeJSON) -> FacadeJSON {
    var found: [(String, [FacadeJSON])] = []
    for (path, value) in AttributePath.leaves(document) {
      guard let text = value.text ?? value.number.map({ _ in value.description }) else { continue }
      let matches = words.matches(text, FacadeTokenizer.tokens(text)).map { match -> FacadeJSON in
        ["start": .int(match.range.lowerBound), "length": .int(match.range.count)]
      }
      guard !matches.isEmpty else { continue }
      if let known = found.firstIndex(where: { $0.0 == path }) { found[known].1 += matches } else { found.append((path, matches)) }
    }
    return .object(found.map { FacadeJSON.Member(name: $0.0, value: .array($0.1)) })
  }
}
