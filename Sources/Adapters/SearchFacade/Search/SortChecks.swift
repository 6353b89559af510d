/// What a request may sort by, and distinct by.
enum SortChecks {
  /// Throws `invalid_search_sort` or `invalid_search_distinct`.
  static func check(_ request: SearchRequest, _ index: FacadeIndex) throws(FacadeError) {
    let sortable = index.settings.sortable
    for order in request.sort where !sortable.contains(where: { AttributePath.matches(order.attribute, pattern: $0) }) {
      let known =
        sortable.isEmpty
        ? "This index does not have configured sortable attributes."
        : "Available sortable attributes are: `\(sortable.sorted().joined(separator: ", "))`."
      throw FacadeError("invalid_search_sort", "Index `\(index.uid)`: Attribute `\(order.attribute)` is not sortable. \(known)")
    }
    if !request.sort.isEmpty, !index.settings.rankingRules.contains(.sort) {
      throw FacadeError(
        "invalid_search_sort",
        "Index `\(index.uid)`: You must specify where `sort` is listed in the rankingRules setting to use the sort parameter at search time.")
    }
    if let distinct = request.distinct, !index.settings.filterable.contains(where: { AttributePath.matches(distinct, pattern: $0) }) {
      throw FacadeError(
        "invalid_search_distinct", "Index `\(index.uid)`: Attribute `\(distinct)` is not filterable and thus, cannot be used as distinct attribute.")
    }
  }

  /// The orders of the request and of the rules, as they come among the rules.
  static func orders(_ rules: [RankingRule], _ request: SearchRequest) -> [SortOrder] {
    rules.flatMap { rule -> [SortOrder] in
      switch rule {
      case .sort: request.sort
      case .ascending(let attribute): [SortOrder(attribute, isAscending: true)]
      case .descending(let attribute): [SortOrder(attribute, isAscending: false)]
      default: []
      }
    }
  }
}
