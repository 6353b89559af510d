/// A search asked for by the parameters of a `GET`.
enum SearchParameters {
  private static let lists: Set = [
    "attributesToRetrieve", "attributesToCrop", "attributesToHighlight", "sort", "facets", "attributesToSearchOn", "locales",
  ]
  private static let numbers = [
    "offset": "invalid_search_offset", "limit": "invalid_search_limit", "page": "invalid_search_page", "hitsPerPage": "invalid_search_hits_per_page",
    "cropLength": "invalid_search_crop_length",
  ]
  private static let flags = [
    "showMatchesPosition": "invalid_search_show_matches_position", "showRankingScore": "invalid_search_show_ranking_score",
    "showRankingScoreDetails": "invalid_search_show_ranking_score_details", "retrieveVectors": "invalid_search_retrieve_vectors",
  ]

  /// The body that a `POST` would have. Throws the code of a parameter that can't be read.
  static func body(of request: FacadeRequest) throws(FacadeError) -> FacadeJSON {
    var body: FacadeJSON = [:]
    for (name, text) in request.query {
      if lists.contains(name) {
        body[name] = .texts(text.split(separator: ",").map(String.init))
      } else if let code = numbers[name] {
        body[name] = try request.count(name, code).map { .int($0) }
      } else if let code = flags[name] {
        guard text == "true" || text == "false" else {
          throw FacadeError(
            code, "Invalid value in parameter `\(name)`: could not parse `\(text)` as a boolean, expected either `true` or `false`")
        }
        body[name] = .bool(text == "true")
      } else if name == "rankingScoreThreshold" {
        body[name] = Double(text).map { .decimal($0) } ?? .text(text)
      } else if name == "filter", text.hasPrefix("["), let list = try? JSONReader.read(Array(text.utf8)) {
        body[name] = list
      } else {
        body[name] = .text(text)
      }
    }
    return body
  }
}
