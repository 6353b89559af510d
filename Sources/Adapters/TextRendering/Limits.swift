/// What rendering accepts; everything here keeps the time linear in the length of the body.
enum RenderingLimits {
  /// Above every body limit of the forum: 1,048,576 characters of an imported post, at most 4 bytes each.
  static let bodyBytesMax = 4 * 1_048_576
  /// Deeper elements lose their tags and keep their text: nobody reads deeper quotes, and browsers flatten at 512.
  static let nestingMax = 100
  /// Longer addresses are not followed by browsers and proxies.
  static let addressBytesMax = 2048
}

/// Where cmark-gfm 0.29.0.gfm.6 leaves linear time or memory. A body above one of these is rendered with less: without tables, without automatic
/// links, or as plain text. Each is far above what people write.
enum MarkdownLimits {
  /// Quotes and lists that one line opens within each other; every later line looks at all of them.
  static let openersPerLineMax = 100
  /// `[` between two blank lines; the time is quadratic in them.
  static let bracketsPerParagraphMax = 3000
  /// Bytes that reference definitions may expand to; each use copies the whole address.
  static let referenceBytesMax = 4 * 1_048_576
  /// `|` in one line; the time is quadratic in the columns.
  static let tableColumnsMax = 200
  /// Columns times lines: short rows are filled up with empty cells.
  static let tableCellsMax = 500_000
  /// Lines that may begin a table; each rescans its paragraph.
  static let tableRulersMax = 500
  /// `@` in the body; each is looked around for an e-mail address.
  static let atSignsMax = 2000
  /// Characters without a space between them; an address is trimmed at its end in quadratic time.
  static let wordBytesMax = 4000
}
