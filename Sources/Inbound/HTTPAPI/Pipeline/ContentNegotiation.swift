import HTTPTypes

/// What `Accept` allows.
package enum ContentNegotiation {
  /// True when the client takes this type. Ranges with `q=0` are left out; the order of the rest does not matter, since a route has one type.
  package static func accepts(_ type: String, _ field: String?) -> Bool {
    guard let field, field != "*/*", field != type else { return true }
    return ranges(field).contains { range in
      range == "*/*" || range == type || (range.hasSuffix("/*") && type.hasPrefix(range.dropLast()))
        || (type == MediaType.json && (range == MediaType.jsend || range == MediaType.problem))
    }
  }

  /// Throws 406 unless the client takes this type.
  static func require(_ type: String, _ field: String?) throws {
    guard accepts(type, field) else { throw Problem(.notAcceptable, "not_acceptable", "This answers \(type) only.") }
  }

  /// Errors are RFC 9457 problems unless the client asks for JSend by name.
  static func wantsJSend(_ field: String?) -> Bool {
    guard let field else { return false }
    return field == MediaType.jsend || ranges(field).contains { $0 == MediaType.jsend }
  }

  /// Whether a browser wants to show the answer to a person: it names HTML itself, which programs and scripts do not.
  static func wantsPage(_ field: String?) -> Bool { field.map { ranges($0).contains("text/html") } ?? false }

  private static func ranges(_ field: String) -> [String] {
    field.split(separator: ",").compactMap { part in
      let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      guard let range = pieces.first, !pieces.dropFirst().contains(where: { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }) else { return nil }
      return range
    }
  }
}
