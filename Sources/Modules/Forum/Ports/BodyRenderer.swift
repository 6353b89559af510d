/// A body made safe to show.
public struct RenderedBody: Sendable, Equatable {
  /// Balanced HTML of allowed tags and attributes only; may be put into a page as it is.
  public let html: String
  /// The words alone, one line per block: for search and excerpts.
  public let plainText: String
  /// Links to other places, for spam rules.
  public let linkCount: Int

  public init(html: String, plainText: String, linkCount: Int) {
    self.html = html
    self.plainText = plainText
    self.linkCount = linkCount
  }
}

/// Turns what people write into HTML that is safe to show.
public protocol BodyRenderer: Sendable {
  /// Whatever the body holds, the result is safe; what is not allowed is dropped or shown as text. The time is linear in the length.
  /// Throws `invalid` (`body_too_long`) only for a body that no domain limit lets through.
  func render(_ body: String, as format: BodyFormat) throws -> RenderedBody
}
