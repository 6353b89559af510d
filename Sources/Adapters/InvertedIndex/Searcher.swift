import ForumKernel
import Glibc

/// Answers one query over a snapshot.
struct Searcher {
  /// A document that matches.
  struct Hit {
    let part: Int
    let document: Int
    let score: Float
    let created: Int64
    let id: RawID
  }

  let snapshot: IndexSnapshot
  let query: SearchQuery
  let text: QueryText
  private let totals: CorpusTotals

  /// Throws `invalid` for a query above the limits.
  init(_ snapshot: IndexSnapshot, _ query: SearchQuery) throws(AppError) {
    guard query.offset >= 0, query.limit >= 0, query.offset + query.limit <= IndexLimits.hitsMax else {
      throw AppError(.invalid, "search_too_deep", "Results can be paged up to \(IndexLimits.hitsMax). Search for something narrower.")
    }
    self.snapshot = snapshot
    self.query = query
    text = try QueryText(query.text)
    totals = CorpusTotals(snapshot, query.tenant)
  }

  func results() -> SearchResults {
    let words = text.words.map { word in WeighedWord(word, snapshot, query.tenant, totals) }
    let phraseWords = text.phrases.flatMap(\.self).map { WeighedWord(QueryWord(exactly: $0), snapshot, query.tenant, totals) }
    var best = BestHits(capacity: query.offset + query.limit, sort: text.isEmpty && query.sort == .relevance ? .newest : query.sort)
    var facets = FacetCounts(query.facets)
    var total = 0
    for (number, part) in snapshot.parts.enumerated() {
      guard let share = part.segment.share(of: query.tenant) else { continue }
      let filter = FilterEvaluation(query.filter, part.segment)
      let gate = PhraseGate(text, part.segment, share.terms)
      let scores = SegmentScores(words + phraseWords, part: number, part.segment, share, totals)
      for document in scores.documents(all: text.isEmpty) {
        guard !part.deleted.contains(document), gate.admits(document), filter.admits(document) else { continue }
        total += 1
        facets.count(part.segment, document)
        best.offer(
          Hit(
            part: number, document: document, score: scores.score(document), created: part.segment.created(document), id: part.segment.id(document)))
      }
    }
    let highlighter = Highlighter(text)
    let hits = best.sorted.dropFirst(query.offset).map { hit in
      highlighter.hit(snapshot.parts[hit.part].segment.document(hit.document), score: Double(hit.score))
    }
    return SearchResults(hits: Array(hits), estimatedTotal: total, facets: facets.values)
  }
}

/// Sizes of a tenant's documents, for BM25F.
struct CorpusTotals {
  let documents: Float
  let titleAverage: Float
  let bodyAverage: Float

  init(_ snapshot: IndexSnapshot, _ tenant: TenantID) {
    var (count, title, body) = (0, UInt64(0), UInt64(0))
    for part in snapshot.parts {
      guard let share = part.segment.share(of: tenant) else { continue }
      count += share.documents.count
      title += share.titleWords
      body += share.bodyWords
    }
    documents = Float(max(1, count))
    titleAverage = max(1, Float(title) / documents)
    bodyAverage = max(1, Float(body) / documents)
  }
}

/// A query word with the terms it stands for in each part, and how rare it is.
struct WeighedWord {
  /// By part.
  let matches: [[WordExpansion.Match]]
  let inverseFrequency: Float

  init(_ word: QueryWord, _ snapshot: IndexSnapshot, _ tenant: TenantID, _ totals: CorpusTotals) {
    matches = snapshot.parts.map { part in
      part.segment.share(of: tenant).map { WordExpansion.matches(word, in: part.segment, $0.terms) } ?? []
    }
    var (exact, all) = (0, 0)
    for (part, found) in zip(snapshot.parts, matches) {
      for match in found {
        let frequency = part.segment.documentFrequency(match.term)
        all += frequency
        if match.quality == 1 { exact += frequency }
      }
    }
    let frequency = Float(exact > 0 ? exact : all)
    inverseFrequency = frequency == 0 ? 0 : Glibc.log1pf(max(0, totals.documents - frequency + 0.5) / (frequency + 0.5))
  }
}
