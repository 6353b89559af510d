import Forum
import ForumKernel

extension WebUI {
  /// The search form, and what was found.
  func searchPage(_ request: WebRequest) async throws -> WebResponse {
    guard let text = request.value("q") else { return page(.search, ["title": "Search", "q": nil, "results": nil], to: request) }
    try Self.check(text)
    let number = try request.pageNumber(max: WebLimits.resultPagesMax)
    var query = SearchQuery(request.scope, text: text)
    query.limit = WebLimits.resultsPerPage
    query.offset = Int(number - 1) * query.limit
    let found = try await search.search(query)
    let hits = try await hitFields(found.hits, request.scope)
    func path(_ number: Int64) -> String { PageAddress.search.path(("q", text), ("page", String(number))) }
    let hasMore = query.offset + found.hits.count < found.estimatedTotal && found.hits.count == query.limit && number < WebLimits.resultPagesMax
    let results: Fields = [
      "total": found.estimatedTotal, "totalWord": found.estimatedTotal == 1 ? "result" : "results", "hits": hits, "isEmpty": hits.isEmpty,
      "previous": number > 1 ? path(number - 1) : nil, "next": hasMore ? path(number + 1) : nil,
    ]
    return page(.search, ["title": "Search: \(text)", "q": text, "results": results], to: request)
  }

  /// The best few results, for the list under the search field.
  func hits(_ request: WebRequest) async throws -> WebResponse {
    let text = request.value("q") ?? ""
    try Self.check(text)
    var query = SearchQuery(request.scope, text: text)
    query.limit = WebLimits.suggestionsMax
    return fragment(.hits, ["hits": try await hitFields(text.isEmpty ? [] : search.search(query).hits, request.scope)])
  }

  private static func check(_ text: String) throws(AppError) {
    guard text.count <= WebLimits.queryLengthMax else {
      throw AppError.validation([Fault("?q", "too_long", "A search has at most \(WebLimits.queryLengthMax) characters.")])
    }
  }

  /// The index may be behind: what is no longer visible is left out.
  func hitFields(_ hits: [SearchHit], _ scope: ReadScope) async throws -> [Fields] {
    var titles: [RawID: String] = [:]
    var fields: [Fields] = []
    for hit in hits {
      guard let source = try await source(of: hit, scope) else { continue }
      if titles[hit.threadID] == nil { titles[hit.threadID] = try await reader.thread(ID(hit.threadID), scope)?.thread.title }
      guard let title = titles[hit.threadID] else { continue }
      fields.append([
        "href": PageAddress.entry(hit.id).path, "title": title, "titleHTML": hit.titleHighlighted.isEmpty ? nil : hit.titleHighlighted,
        "excerptHTML": hit.bodyHighlighted, "isComment": hit.kind == .comment, "author": Fields(author: source.author),
        "time": DisplayTime(source.createdAt).fields,
      ])
    }
    return fields
  }

  private func source(of hit: SearchHit, _ scope: ReadScope) async throws -> (author: AuthorView?, createdAt: Timestamp)? {
    switch hit.kind {
    case .post: try await reader.post(ID(hit.id), scope).map { ($0.author, $0.post.createdAt) }
    case .comment: try await reader.comment(ID(hit.id), scope).map { ($0.author, $0.comment.createdAt) }
    }
  }
}
