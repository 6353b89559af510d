import HTTPTypes

/// Which other sites' scripts browsers let use the API (Fetch, CORS). Pages are for nobody's script but our own, and no answer allows cookies: scripts of other
/// sites sign in and send the token.
struct CrossOrigin: Sendable {
  static let everybody = "*"
  private static let prefixes = ["/api/", "/graphql", "/ofrep/", "/.well-known/", "/openapi.json", "/asyncapi.json"]
  /// What clients of the API send, beside what every script may.
  private static let sent = [
    "Authorization", "Content-Type", "Forum-Channel", "Idempotency-Key", "If-Match", "If-None-Match", "If-Range", "Last-Event-ID", "Range",
    "Traceparent", "X-Request-Id", "X-Tenant",
  ].joined(separator: ", ")
  /// What they read of an answer.
  private static let shown = [
    "Accept-Ranges", "Content-Disposition", "Content-Range", "Deprecation", "ETag", "Forum-Version", "Link", "Location", "RateLimit",
    "RateLimit-Policy",
    "Retry-After", "Sunset", "X-Request-Id",
  ].joined(separator: ", ")
  /// Browsers ask again after so long.
  private static let rememberedSeconds = 600

  private let origins: Set<String>

  /// `origins`: `https://app.example.org`, or `*`.
  init(_ origins: [String]) { self.origins = Set(origins.map { $0.lowercased() }) }

  /// Where the site may use what it asks for: says so, to a browser that asks in advance with all that it needs to know.
  func append(to headers: inout HTTPFields, for head: HTTPRequest) {
    guard !origins.isEmpty, let path = head.path, Self.prefixes.contains(where: path.hasPrefix) else { return }
    let isForAll = origins.contains(Self.everybody)
    if !isForAll { headers.append(HTTPField(name: .vary, value: "Origin")) }
    guard let origin = head.headerFields[.origin], isForAll || origins.contains(origin.lowercased()) else { return }
    headers[.accessControlAllowOrigin] = isForAll ? Self.everybody : origin
    guard head.method == .options, head.headerFields.contains(.accessControlRequestMethod), let methods = headers[.allow] else {
      headers[.accessControlExposeHeaders] = Self.shown
      return
    }
    headers[.accessControlAllowMethods] = methods
    headers[.accessControlAllowHeaders] = Self.sent
    headers[.accessControlMaxAge] = String(Self.rememberedSeconds)
  }
}
