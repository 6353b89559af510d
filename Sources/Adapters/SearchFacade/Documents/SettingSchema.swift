/// The settings of an index: their names, their paths under `/settings`, what they are without being set, and what values they take.
struct SettingSchema: Sendable {
  let name: String
  /// As in `/indexes/{uid}/settings/{path}`.
  let path: String
  let initial: FacadeJSON
  /// Says what the value must also be, or nil when it is usable.
  let complaint: @Sendable (FacadeJSON) -> String?
  /// Members of the object that replace those that are there, instead of the whole.
  var isMerged = false

  var errorCode: String { "invalid_settings_\(path.replacing("-", with: "_"))" }

  static func named(_ name: String) -> SettingSchema? { all.first { $0.name == name } }
  static func at(_ path: String) -> SettingSchema? { all.first { $0.path == path } }

  static let all: [SettingSchema] = [
    SettingSchema(name: "displayedAttributes", path: "displayed-attributes", initial: ["*"], complaint: texts),
    SettingSchema(name: "searchableAttributes", path: "searchable-attributes", initial: ["*"], complaint: texts),
    SettingSchema(name: "filterableAttributes", path: "filterable-attributes", initial: [], complaint: patterns),
    SettingSchema(name: "sortableAttributes", path: "sortable-attributes", initial: [], complaint: texts),
    SettingSchema(
      name: "rankingRules", path: "ranking-rules", initial: .texts(RankingRule.standard), complaint: { texts($0) ?? RankingRule.complaint($0) }),
    SettingSchema(name: "stopWords", path: "stop-words", initial: [], complaint: texts),
    SettingSchema(name: "nonSeparatorTokens", path: "non-separator-tokens", initial: [], complaint: texts),
    SettingSchema(name: "separatorTokens", path: "separator-tokens", initial: [], complaint: texts),
    SettingSchema(name: "dictionary", path: "dictionary", initial: [], complaint: texts),
    SettingSchema(
      name: "synonyms", path: "synonyms", initial: [:],
      complaint: { $0.kind == "an object" && $0.members.allSatisfy { $0.value.texts != nil } ? nil : "expected an object of arrays of strings" }),
    SettingSchema(name: "distinctAttribute", path: "distinct-attribute", initial: .null, complaint: { $0.text == nil ? "expected a string" : nil }),
    SettingSchema(name: "proximityPrecision", path: "proximity-precision", initial: "byWord", complaint: oneOf("byWord", "byAttribute")),
    SettingSchema(name: "typoTolerance", path: "typo-tolerance", initial: typoTolerance, complaint: typos, isMerged: true),
    SettingSchema(
      name: "faceting", path: "faceting", initial: ["maxValuesPerFacet": 100, "sortFacetValuesBy": ["*": "alpha"]],
      complaint: { members($0, ["maxValuesPerFacet": count, "sortFacetValuesBy": facetOrders]) }, isMerged: true),
    SettingSchema(
      name: "pagination", path: "pagination", initial: ["maxTotalHits": 1000], complaint: { members($0, ["maxTotalHits": count]) }, isMerged: true),
    SettingSchema(name: "searchCutoffMs", path: "search-cutoff-ms", initial: .null, complaint: count),
    SettingSchema(
      name: "localizedAttributes", path: "localized-attributes", initial: .null, complaint: { $0.items == nil ? "expected an array" : nil }),
    SettingSchema(name: "facetSearch", path: "facet-search", initial: true, complaint: flag),
    SettingSchema(name: "prefixSearch", path: "prefix-search", initial: "indexingTime", complaint: oneOf("indexingTime", "disabled")),
    SettingSchema(
      name: "embedders", path: "embedders", initial: [:], complaint: { $0 == [:] ? nil : "embedders need vectors, which this server does not have" }),
  ]

  private static let typoTolerance: FacadeJSON = [
    "enabled": true, "minWordSizeForTypos": ["oneTypo": 5, "twoTypos": 9], "disableOnWords": [], "disableOnAttributes": [], "disableOnNumbers": false,
  ]

  @Sendable private static func texts(_ value: FacadeJSON) -> String? { value.texts == nil ? "expected an array of strings" : nil }
  @Sendable private static func flag(_ value: FacadeJSON) -> String? { value.flag == nil ? "expected a boolean" : nil }
  @Sendable private static func count(_ value: FacadeJSON) -> String? { value.integer.map { $0 >= 0 } == true ? nil : "expected a positive integer" }

  /// Names, or objects with `attributePatterns`.
  @Sendable private static func patterns(_ value: FacadeJSON) -> String? {
    let isUsable = value.items?.allSatisfy { $0.text != nil || $0["attributePatterns"]?.texts != nil } ?? false
    return isUsable ? nil : "expected an array of strings"
  }

  private static func oneOf(_ words: String...) -> @Sendable (FacadeJSON) -> String? {
    { $0.text.map(words.contains) == true ? nil : "expected one of \(words.map { "`\($0)`" }.joined(separator: ", "))" }
  }

  @Sendable private static func facetOrders(_ value: FacadeJSON) -> String? {
    value.members.allSatisfy { ["alpha", "count"].contains($0.value.text) } ? nil : "expected one of `alpha`, `count`"
  }

  private static func members(_ value: FacadeJSON, _ known: [String: @Sendable (FacadeJSON) -> String?]) -> String? {
    guard value.kind == "an object" else { return "expected an object" }
    for member in value.members where member.value != .null {
      guard let complaint = known[member.name] else { return "unknown field `\(member.name)`" }
      if let found = complaint(member.value) { return found }
    }
    return nil
  }

  @Sendable private static func typos(_ value: FacadeJSON) -> String? {
    let sizes: @Sendable (FacadeJSON) -> String? = { sizes in
      if let complaint = members(sizes, ["oneTypo": count, "twoTypos": count]) { return complaint }
      let (one, two) = (sizes["oneTypo"]?.integer ?? 5, sizes["twoTypos"]?.integer ?? 9)
      return one <= two && two <= 255
        ? nil
        : """
        `minWordSizeForTypos` setting is invalid. `oneTypo` and `twoTypos` fields should be between `0` and `255`, and `twoTypos` \
        should be greater or equals to `oneTypo` but found `oneTypo: \(one)` and twoTypos: \(two)`.
        """
    }
    return members(
      value, ["enabled": flag, "minWordSizeForTypos": sizes, "disableOnWords": texts, "disableOnAttributes": texts, "disableOnNumbers": flag])
  }
}
