/// What libpq would misread in a URL, and then repeat in its words: the rest of a password.
enum PostgresURL {
  /// What was expected instead; nil when there is one way to read it.
  static func complaint(_ url: String) -> String? {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    let rest = url[scheme.upperBound...]
    let place = rest.prefix { $0 != "?" }
    let ats = place.indices.filter { place[$0] == "@" }
    let isSplit = ats.isEmpty && place.contains(":") && !place.contains("/") && rest.dropFirst(place.count).contains("@")
    let isCut = ats.first.map { place[..<$0].contains("/") } ?? false
    return ats.count > 1 || isSplit || isCut ? "a URL whose password has %40 for @, %2F for /, %3F for ? and %25 for %" : nil
  }
}
