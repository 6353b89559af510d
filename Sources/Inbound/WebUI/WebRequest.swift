public import ForumKernel

/// What a page needs to know of a GET or HEAD.
public struct WebRequest: Sendable {
  /// As it was sent, percent-encoded, without the query.
  public let path: String
  /// Decoded names and values of the query.
  public let query: [(name: String, value: String)]
  public let tenant: TenantID
  /// The header of that name.
  public let ifNoneMatch: String?

  public init(path: String, query: [(name: String, value: String)] = [], tenant: TenantID, ifNoneMatch: String? = nil) {
    self.path = path
    self.query = query
    self.tenant = tenant
    self.ifNoneMatch = ifNoneMatch
  }

  /// The first value of that name; nil when it is absent or empty.
  func value(_ name: String) -> String? {
    query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  /// The page number, from 1. Throws `notFound` for what is none.
  func pageNumber(max: Int64) throws(AppError) -> Int64 {
    guard let text = value("page") else { return 1 }
    guard let number = Int64(text), (1...max).contains(number) else { throw AppError.notFound("page") }
    return number
  }
}
