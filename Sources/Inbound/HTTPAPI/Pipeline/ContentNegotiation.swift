/// What `Accept` allows.
enum ContentNegotiation {
  /// True when the client takes this type. Ranges with `q=0` are left out; the order of the rest does not matter, since a route has one type.
  static func accepts(_ type: String, _ field: String?) -> Bool {
    guard let field, field != "*/*", field != type else { return true }
    return ranges(field).contains { range in
      range == "*/*" || range == type || (range.hasSuffix("/*") && type.hasPrefix(range.dropLast()))
        || (type == MediaType.json && (range == MediaType.jsend || range == MediaType.problem))
    }
  }

  /// Errors are RFC 9457 problems unless the client asks for JSend by name.
  static func wantsJSend(_ field: String?) -> Bool {
    guard let field else { return false }
    return field == MediaType.jsend || ranges(field).contains { $0 == MediaType.jsend }
  }

  private static func ranges(_ field: String) -> [String] {
    field.split(separator: ",").compactMap { part in
      let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      guard let range = pieces.first, !pieces.dropFirst().contains(where: { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }) else { return nil }
      return range
    }
  }
}
