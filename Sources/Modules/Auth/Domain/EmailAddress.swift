public import ForumKernel

/// A mail address in its usual form `local@domain`: no quotes, no comments, no spaces, no control characters. Whether mail arrives is another matter.
public struct EmailAddress: Sendable, Hashable {
  public let text: String
  /// What is unique: the whole address in lower case.
  public var key: String { text.lowercased() }

  /// Throws `invalid` with a fault at `/email`.
  public init(_ text: String) throws(AppError) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && !$0.properties.isWhitespace && !"\"(),:;<>[]\\".unicodeScalars.contains($0)
    }
    guard text.utf8.count <= AuthLimits.emailLengthMax, isPlain, parts.count == 2, (1...64).contains(parts[0].utf8.count), Self.isDomain(parts[1])
    else {
      throw AppError.validation([Fault("/email", "malformed", "This is not a mail address.")])
    }
    self.text = text
  }

  /// What the store returns: already valid.
  public init(stored text: String) { self.text = text }

  private static func isDomain(_ text: Substring) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2 && labels.allSatisfy { (1...63).contains($0.utf8.count) && !$0.hasPrefix("-") && !$0.hasSuffix("-") }
  }
}
