import HTTPTypes

extension Call {
  /// The path as it was sent, without the query.
  public var path: String { String((head.path ?? "/").prefix { $0 != "?" }) }

  /// The parameters after the `?`, decoded, in order. Throws `invalid` for what is not percent-encoded UTF-8.
  public func queryItems() throws -> [(name: String, value: String)] { query.isEmpty ? [] : try QueryString.parse(query) }
}
