/// What a search asks for, checked.
struct SearchRequest {
  var query = ""
  var offset = 0
  var limit = 20
  /// With `page` or `hitsPerPage` the answer counts all hits.
  var page: Int?
  var hitsPerPage: Int?
  var filter: FilterNode?
  var facets: [String] = []
  var sort: [SortOrder] = []
  var retrieved: [String]?
  var searchedOn: [String]?
  var mayDropWords = true
  var distinct: String?
  var showsScore = false
  var showsScoreDetails = false
  var scoreMin: Double?
  var format = FormatRequest()
  var showsMatches = false

  private static let known: Set = [
    "q", "offset", "limit", "page", "hitsPerPage", "attributesToRetrieve", "attributesToCrop", "cropLength", "attributesToHighlight",
    "showMatchesPosition", "showRankingScore", "showRankingScoreDetails", "filter", "sort", "distinct", "facets", "highlightPreTag",
    "highlightPostTag",
    "cropMarker", "matchingStrategy", "attributesToSearchOn", "rankingScoreThreshold", "locales", "retrieveVectors", "indexUid",
    "federationOptions", "showPerformanceDetails",
  ]

  /// Throws Meilisearch's code for the member that is wrong.
  init(_ body: FacadeJSON) throws(FacadeError) {
    guard body.kind == "an object" else { throw FacadeError("bad_request", "Invalid value type: expected an object, but found \(body.kind)") }
    if let wrong = body.members.first(where: { !Self.known.contains($0.name) }) {
      let known = Self.known.sorted().map { "`\($0)`" }.joined(separator: ", ")
      throw FacadeError("bad_request", "Unknown field `\(wrong.name)`: expected one of \(known)")
    }
    let fields = RequestMembers(body)
    query = try fields.text("q", "invalid_search_q") ?? ""
    offset = try fields.count("offset", "invalid_search_offset") ?? 0
    limit = try fields.count("limit", "invalid_search_limit") ?? 20
    page = try fields.count("page", "invalid_search_page")
    hitsPerPage = try fields.count("hitsPerPage", "invalid_search_hits_per_page")
    filter = try FilterNode.from(body["filter"], code: "invalid_search_filter")
    facets = try fields.texts("facets", "invalid_search_facets") ?? []
    for text in try fields.texts("sort", "invalid_search_sort") ?? [] { sort.append(try SortOrder(text)) }
    retrieved = try fields.texts("attributesToRetrieve", "invalid_search_attributes_to_retrieve")
    searchedOn = try fields.texts("attributesToSearchOn", "invalid_search_attributes_to_search_on")
    distinct = try fields.text("distinct", "invalid_search_distinct")
    showsScore = try fields.flag("showRankingScore", "invalid_search_show_ranking_score") ?? false
    showsScoreDetails = try fields.flag("showRankingScoreDetails", "invalid_search_show_ranking_score_details") ?? false
    showsMatches = try fields.flag("showMatchesPosition", "invalid_search_show_matches_position") ?? false
    switch try fields.text("matchingStrategy", "invalid_search_matching_strategy") {
    case nil, "last"?, "frequency"?: mayDropWords = true
    case "all"?: mayDropWords = false
    case let other?:
      throw FacadeError(
        "invalid_search_matching_strategy", "Unknown value `\(other)` at `.matchingStrategy`: expected one of `last`, `all`, `frequency`")
    }
    if let threshold = body["rankingScoreThreshold"], threshold != .null {
      guard let number = threshold.number, (0...1).contains(number) else {
        throw FacadeError(
          "invalid_search_ranking_score_threshold",
          "Invalid value at `.rankingScoreThreshold`: the value of `rankingScoreThreshold` is invalid, expected a float between `0.0` and `1.0`.")
      }
      scoreMin = number
    }
    format = try FormatRequest(fields)
  }
}
