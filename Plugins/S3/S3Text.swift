import Foundation

/// The few elements of S3's XML that count, from a text within its bound. Nothing is expanded, fetched or nested.
struct S3Text {
  private static let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"), ("&amp;", "&")]

  private let text: Substring

  init(_ bytes: Data) { text = Substring(decoding: bytes, as: UTF8.self) }

  private init(_ text: Substring) { self.text = text }

  /// What the first element of that name holds; nil without one.
  func first(_ name: String) -> String? {
    Self.content(name, in: text).map { content in
      Self.entities.reduce(String(content.text)) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
  }

  /// Every element of that name, in turn.
  func all(_ name: String) -> [S3Text] {
    var (rest, found): (Substring, [S3Text]) = (text, [])
    while let content = Self.content(name, in: rest) {
      found.append(S3Text(content.text))
      rest = content.rest
    }
    return found
  }

  private static func content(_ name: String, in text: Substring) -> (text: Substring, rest: Substring)? {
    guard let start = text.firstRange(of: "<\(name)>"), let end = text[start.upperBound...].firstRange(of: "</\(name)>") else { return nil }
    return (text[start.upperBound..<end.lowerBound], text[end.upperBound...])
  }
}
