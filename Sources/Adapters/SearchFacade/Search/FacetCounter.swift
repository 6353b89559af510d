/// Counts the values of attributes over the documents that match.
struct FacetCounter {
  private(set) var distribution: FacadeJSON = [:]
  private(set) var stats: FacadeJSON = [:]

  /// Throws `invalid_search_facets` for an attribute that is not filterable.
  init(_ names: [String], _ index: FacadeIndex, _ documents: [Int32]) throws(FacadeError) {
    let filterable = index.settings.filterable
    for name in names where name != "*" && !filterable.contains(where: { AttributePath.matches(name, pattern: $0) }) {
      let known =
        filterable.isEmpty
        ? "This index does not have configured filterable attributes."
        : "Available filterable attributes patterns are: `\(filterable.sorted().joined(separator: ", "))`."
      throw FacadeError("invalid_search_facets", "Invalid facet distribution: Pattern `\(name)` is not filterable. \(known)")
    }
    let wanted = names.contains("*") ? filterable.filter { !$0.contains("*") }.sorted() : names
    for name in wanted {
      var counts: [String: Int] = [:]
      var range: ClosedRange<Double>?
      for number in documents {
        var seen: Set<String> = []
        for value in FilterNode.flat(AttributePath.values(name, in: index.store[number])) {
          if let text = FacetValue.text(value), seen.insert(text).inserted { counts[text, default: 0] += 1 }
          if let number = value.number { range = min(range?.lowerBound ?? number, number)...max(range?.upperBound ?? number, number) }
        }
      }
      distribution[name] = Self.ordered(counts, byCount: index.settings.facetsAreByCount(name), index.settings.facetValuesMax)
      if let range { stats[name] = ["min": .decimal(range.lowerBound), "max": .decimal(range.upperBound)] }
    }
  }

  private static func ordered(_ counts: [String: Int], byCount: Bool, _ limit: Int) -> FacadeJSON {
    let sorted = counts.sorted { a, b in byCount && a.value != b.value ? a.value > b.value : a.key < b.key }
    return .object(sorted.prefix(limit).map { FacadeJSON.Member(name: $0.key, value: .int($0.value)) })
  }
}
