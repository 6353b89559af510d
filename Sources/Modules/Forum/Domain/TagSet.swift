public import ForumKernel

/// A thread's tags: at most five, in lower case, each of letters, digits, `-`, `.`, `+` and `#`, in the order given, none twice.
public struct TagSet: Sendable, Equatable, Codable {
  public let values: [String]

  public static let none = TagSet(stored: [])

  /// What the store returns: already valid.
  public init(stored values: [String]) { self.values = values }

  /// Throws `invalid` with one fault for each tag that is not allowed.
  public init(_ texts: [String]) throws(AppError) {
    var values: [String] = []
    var faults: [Fault] = []
    if texts.count > ForumLimits.tagsMax { faults.append(Fault("/tags", "too_long", "At most \(ForumLimits.tagsMax) tags.")) }
    for (index, text) in texts.enumerated() {
      let tag = text.lowercased()
      if tag.isEmpty || tag.count > ForumLimits.tagLengthMax || !tag.unicodeScalars.allSatisfy(Self.isAllowed) {
        faults.append(
          Fault("/tags/\(index)", "malformed", "A tag has 1 to \(ForumLimits.tagLengthMax) letters, digits, or one of - . + #, and no spaces."))
      } else if !values.contains(tag) {
        values.append(tag)
      }
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
    self.values = values
  }

  /// Those of `texts` that may be tags, as many as a thread may have, and the others: for archives, whose rules were others.
  static func allowed(of texts: [String]) -> (tags: TagSet, others: [String]) {
    var (values, others): ([String], [String]) = ([], [])
    for text in texts {
      guard let tag = try? TagSet([text]).values.first else {
        others.append(text)
        continue
      }
      if values.contains(tag) { continue }
      if values.count < ForumLimits.tagsMax { values.append(tag) } else { others.append(text) }
    }
    return (TagSet(stored: values), others)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "-.+#".unicodeScalars.contains(scalar)
  }
}
