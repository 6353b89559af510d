/// The settings of one index, as a client set them and as a search reads them.
struct IndexSettings: Sendable, Equatable {
  private var changed: [String: FacadeJSON] = [:]

  init() {}

  subscript(schema: SettingSchema) -> FacadeJSON { changed[schema.name] ?? schema.initial }
  subscript(name: String) -> FacadeJSON { SettingSchema.named(name).map { self[$0] } ?? .null }

  var json: FacadeJSON { .object(SettingSchema.all.map { FacadeJSON.Member(name: $0.name, value: self[$0]) }) }

  /// Takes over each member; null puts back what it was at first. The members were checked by `complaint`.
  mutating func apply(_ changes: FacadeJSON) {
    for member in changes.members {
      guard let schema = SettingSchema.named(member.name) else { continue }
      changed[schema.name] = member.value == .null ? nil : schema.isMerged ? Self.merged(self[schema], member.value, schema.initial) : member.value
    }
  }

  /// nil when all of it can be applied.
  static func complaint(_ changes: FacadeJSON) -> FacadeError? {
    guard changes.kind == "an object" else { return FacadeError("bad_request", "Invalid value type: expected an object, but found \(changes.kind)") }
    for member in changes.members where member.value != .null {
      guard let schema = SettingSchema.named(member.name) else {
        let known = SettingSchema.all.map { "`\($0.name)`" }.joined(separator: ", ")
        return FacadeError("bad_request", "Unknown field `\(member.name)`: expected one of \(known)")
      }
      if let complaint = schema.complaint(member.value) {
        return FacadeError(schema.errorCode, "Invalid value at `.\(member.name)`: \(complaint)")
      }
    }
    return nil
  }

  private static func merged(_ old: FacadeJSON, _ new: FacadeJSON, _ initial: FacadeJSON) -> FacadeJSON {
    var value = old
    for member in new.members {
      let first = initial[member.name]
      if member.value == .null {
        value[member.name] = first
      } else if case .object = member.value, let known = value[member.name], let first {
        value[member.name] = merged(known, member.value, first)
      } else {
        value[member.name] = member.value
      }
    }
    return value
  }
}

extension IndexSettings {
  private func texts(_ name: String) -> [String] { self[name].texts ?? [] }

  var searchable: [String] { texts("searchableAttributes") }
  var displayed: [String] { texts("displayedAttributes") }
  var sortable: [String] { texts("sortableAttributes") }
  var rankingRules: [RankingRule] { texts("rankingRules").compactMap { RankingRule($0) } }
  var stopWords: Set<String> { Set(texts("stopWords").map(FacadeTokenizer.fold)) }
  var distinct: String? { self["distinctAttribute"].text }
  var hitsMax: Int { self["pagination"]["maxTotalHits"]?.integer ?? 1000 }
  var facetValuesMax: Int { self["faceting"]["maxValuesPerFacet"]?.integer ?? 100 }
  var allowsPrefixes: Bool { self["prefixSearch"].text != "disabled" }

  /// Patterns, also those of the newer form with `attributePatterns`.
  var filterable: [String] {
    (self["filterableAttributes"].items ?? []).flatMap { $0.text.map { [$0] } ?? $0["attributePatterns"]?.texts ?? [] }
  }

  func facetsAreByCount(_ facet: String) -> Bool {
    let orders = self["faceting"]["sortFacetValuesBy"]
    return (orders?[facet] ?? orders?["*"])?.text == "count"
  }

  var synonyms: [(words: [String], meanings: [[String]])] {
    self["synonyms"].members.map { member in
      (FacadeTokenizer.tokens(member.name).map(\.word), (member.value.texts ?? []).map { FacadeTokenizer.tokens($0).map(\.word) })
    }
  }

  /// Typos that a word of the query may have.
  func typosMax(_ word: String) -> Int {
    let tolerance = self["typoTolerance"]
    guard tolerance["enabled"]?.flag ?? true, !(tolerance["disableOnWords"]?.texts ?? []).map(FacadeTokenizer.fold).contains(word),
      !(tolerance["disableOnNumbers"]?.flag ?? false && word.unicodeScalars.allSatisfy { $0.properties.numericType != nil })
    else { return 0 }
    let sizes = tolerance["minWordSizeForTypos"]
    let length = word.unicodeScalars.count
    return length >= sizes?["twoTypos"]?.integer ?? 9 ? 2 : length >= sizes?["oneTypo"]?.integer ?? 5 ? 1 : 0
  }

  /// Attributes in which typos are not forgiven.
  var exactAttributes: [String] { self["typoTolerance"]["disableOnAttributes"]?.texts ?? [] }
}
