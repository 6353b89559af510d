/// How an author wrote a body.
public enum BodyFormat: String, Codable, Sendable, CaseIterable {
  /// GitHub-flavoured Markdown.
  case markdown
  case html
  /// Plain text: line breaks and web addresses are kept as such, everything else is shown as written.
  case text
}
