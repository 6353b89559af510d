/// A version of the API's requests and answers, named by the day on which it was agreed: `2026-11-28`.
public struct APIVersion: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
  public let description: String

  /// nil for what is no day in this form.
  public init?(_ text: String) {
    guard text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil else { return nil }
    description = text
  }

  public init(stringLiteral text: String) {
    guard let version = APIVersion(text) else { preconditionFailure("\(text) is no version") }
    self = version
  }

  /// Days written like this sort as texts.
  public static func < (first: APIVersion, second: APIVersion) -> Bool { first.description < second.description }
}

/// How new a version of the API a client wants, without naming one.
public enum ReleaseChannel: String, Sendable, CaseIterable {
  /// What clients get who ask for nothing. Moves seldom, and is announced.
  case stable
  /// What will be stable next.
  case beta
  /// The newest, which may still change.
  case edge
}
