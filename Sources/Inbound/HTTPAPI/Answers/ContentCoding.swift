import HTTPTypes

/// How a body is coded on its way (RFC 9110, section 8.4).
enum ContentCoding {
  case identity, gzip

  /// The one for a client that sends this `Accept-Encoding`: gzip where it is wanted as much as anything else that we have.
  init(accepting field: String?) {
    guard let field else {
      self = .identity
      return
    }
    var weights: [String: Double] = [:]
    for choice in field.split(separator: ",") {
      let parts = choice.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      guard let name = parts.first else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
      weights[name] = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
    }
    let gzip = weights["gzip"] ?? weights["x-gzip"] ?? weights["*"] ?? 0
    self = gzip > 0 && gzip >= weights["identity"] ?? 0 ? .gzip : .identity
  }
}
