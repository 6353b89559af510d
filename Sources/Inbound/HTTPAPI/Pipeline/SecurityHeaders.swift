import HTTPTypes

/// What browsers must not do with answers.
enum SecurityHeaders {
  private static let fields: [HTTPField] = [
    HTTPField(name: .xContentTypeOptions, value: "nosniff"),
    HTTPField(name: HTTPField.Name("Referrer-Policy")!, value: "no-referrer"),
  ]
  private static let apiPolicy = HTTPField(name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'")

  /// Pages bring their own content security policy; everything else must not be rendered at all.
  /// `strictSeconds`: how long browsers come back by HTTPS alone.
  static func append(to headers: inout HTTPFields, strictSeconds: Int64?) {
    if let strictSeconds { headers.append(HTTPField(name: .strictTransportSecurity, value: "max-age=\(strictSeconds)")) }
    for field in fields { headers.append(field) }
    if !headers.contains(.contentSecurityPolicy) { headers.append(apiPolicy) }
  }
}
