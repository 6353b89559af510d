/// The two parameters of every list.
public struct PageQuery: QueryFields {
  /// What a page holds when the client does not say.
  public static let limitDefault = 30
  /// Larger pages make one request cost too much; clients follow `next` instead.
  public static let limitMax = 100

  public let limit: Int
  public let cursor: String?

  public init(_ fields: inout FieldReader) {
    limit = fields.optional("limit", .number(1...Self.limitMax), default: Self.limitDefault, "How many items a page has at most.")
    cursor = fields.optional("cursor", .line(1...200), "The `next` of the page before.")
  }
}
