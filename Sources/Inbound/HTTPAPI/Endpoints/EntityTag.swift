import ForumKernel

/// Versions as entity tags: version 3 with what an answer shows besides, such as counts, is `"3-5f0a1c3e"`. For changes the version alone counts: `"3"`.
enum EntityTag {
  static func text(_ version: Int64, _ body: some Sequence<UInt8>) -> String { "\"\(version)-\(String(fingerprint(body), radix: 16))\"" }

  /// FNV-1a of 32 bits: tells one answer of a version from another.
  private static func fingerprint(_ body: some Sequence<UInt8>) -> UInt32 { body.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 } }

  /// What `If-Match` allows; weak tags and tags that we never give match nothing. nil for what is no list of tags.
  static func match(_ field: String) -> VersionMatch? {
    guard let tags = tags(field) else { return nil }
    return tags.contains("*") ? .any : .oneOf(tags.compactMap { $0.hasPrefix("\"") ? Int64($0.dropFirst().dropLast().prefix { $0 != "-" }) : nil })
  }

  /// True when `If-None-Match` names the tag (weak comparison).
  static func isNamed(_ tag: String, in field: String) -> Bool {
    guard let tags = tags(field) else { return false }
    return tags.contains { $0 == "*" || $0 == tag || ($0.hasPrefix("W/") && $0.dropFirst(2) == tag) }
  }

  /// The tag of an answer that is another one to these clients: `"3-5f0a1c3e-2026-11-27"`.
  static func marked(_ tag: String, _ mark: some CustomStringConvertible) -> String { tag.dropLast() + "-\(mark)\"" }

  /// The tags of a list that have this mark, without it; nil where there are none.
  static func unmarked(_ field: String, _ mark: some CustomStringConvertible) -> String? {
    let end = "-\(mark)\""
    let known = tags(field)?.compactMap { $0 == "*" ? $0 : $0.hasSuffix(end) ? $0.dropLast(end.count) + "\"" : nil } ?? []
    return known.isEmpty ? nil : known.joined(separator: ", ")
  }

  private static func tags(_ field: String) -> [Substring]? {
    // Within the quotes a comma is part of the tag.
    var isQuoted = false
    let pieces = field.split { character in
      if character == "\"" { isQuoted.toggle() }
      return character == "," && !isQuoted
    }
    let tags = pieces.map { $0.trimming(while: { $0 == " " || $0 == "\t" }) }
    guard !tags.isEmpty else { return nil }
    for tag in tags where tag != "*" {
      let opaque = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
      guard opaque.count >= 2, opaque.hasPrefix("\""), opaque.hasSuffix("\""), !opaque.dropFirst().dropLast().contains("\"") else { return nil }
    }
    return tags
  }
}

extension Substring {
  fileprivate func trimming(while isOut: (Character) -> Bool) -> Substring {
    var text = drop(while: isOut)
    while let last = text.last, isOut(last) { text.removeLast() }
    return text
  }
}
