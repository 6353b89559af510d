import ForumKernel

/// Filters in Meilisearch's language.
enum FilterText {
  /// The documents of a tenant that the filter admits.
  static func text(_ filter: SearchFilter, in tenant: TenantID) -> String {
    let own = "tenant = \(quoted(tenant.description))"
    return filter == .all ? own : "\(own) AND \(text(filter))"
  }

  private static func text(_ filter: SearchFilter) -> String {
    switch filter {
    case .all: "tenant EXISTS"
    case .category(let ids): list("category_id", ids.map(\.description))
    case .thread(let id): "thread_id = \(quoted(id.description))"
    case .author(let handles): list("author", handles)
    case .tag(let tags): list("tags", tags)
    case .kind(let kind): "kind = \(quoted(kind.rawValue))"
    case .created(let from, let before): created(from, before)
    case .and(let parts): parts.isEmpty ? "tenant EXISTS" : joined(parts, "AND")
    case .or(let parts): parts.isEmpty ? "NOT tenant EXISTS" : joined(parts, "OR")
    case .not(let part): "NOT (\(text(part)))"
    }
  }

  private static func created(_ from: Timestamp?, _ before: Timestamp?) -> String {
    let bounds = [from.map { "created_at >= \($0.milliseconds)" }, before.map { "created_at < \($0.milliseconds)" }].compactMap(\.self)
    return bounds.isEmpty ? "tenant EXISTS" : "(\(bounds.joined(separator: " AND ")))"
  }

  private static func joined(_ parts: [SearchFilter], _ word: String) -> String {
    "(\(parts.map { "(\(text($0)))" }.joined(separator: " \(word) ")))"
  }

  private static func list(_ attribute: String, _ values: some Sequence<String>) -> String {
    "\(attribute) IN [\(values.sorted().compactMap(quotable).joined(separator: ", "))]"
  }

  /// Meilisearch reads no backslash before a quote as itself: a value with a backslash can't be said, and no handle and no tag has one.
  private static func quotable(_ value: String) -> String? { value.contains("\\") ? nil : quoted(value) }

  private static func quoted(_ value: String) -> String { "\"\(value.replacing("\"", with: "\\\""))\"" }
}
