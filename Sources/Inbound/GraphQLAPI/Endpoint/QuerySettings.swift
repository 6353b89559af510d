/// How GraphQL is served.
public struct QuerySettings: Sendable {
  /// How many fields may hang below each other.
  public var depthMax = 15
  /// What one operation may cost; see `DocumentCost`.
  public var costMax = 10_000
  /// Whether `__schema` and `__type` can be asked, and `/graphql/schema` is there.
  public var introspects = true
  /// Whether `documents` are all that may be asked.
  public var allowsOnlyDocuments = false
  /// Documents that are known by their hashes from the start, by the names that errors give them.
  public var documents: [(name: String, text: String)] = []

  public init() {}
}
