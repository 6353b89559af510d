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
    let words = text.words + text.phrases.flatMap(\.self).map { QueryWord(exactly: $0) }
    let matches = snapshot.parts.map { SegmentMatches(words, $0, query.tenant, totals) }
    let weights = words.indices.map { totals.rarity(of: $0, in: matches) }
    var best = BestHits(capacity: query.offset + query.limit, sort: text.isEmpty && query.sort == .relevance ? .newest : query.sort)
    var facets = FacetCounts(query.facets)
    var total = 0
    for (number, part) in snapshot.parts.enumerated() {
      guard let share = part.segment.share(of: query.tenant) else { continue }
      let filter = FilterEvaluation(query.filter, part.segment)
      let gate = PhraseGate(text, part.segment, share.terms)
      let scores = SegmentScores(matches[number], share.documents, weights)
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

/// Sizes of a tenant's documents, for BM25F. What is deleted does not count, although it stays in its segment until that is merged: so the same documents
/// are ranked alike whatever was there before, on every node.
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
      part.deleted.each(in: share.documents) { document in
        count -= 1
        title -= UInt64(part.segment.titleWords(document))
        body -= UInt64(part.segment.bodyWords(document))
      }
    }
    documents = Float(max(1, count))
    titleAverage = max(1, Float(title) / documents)
    bodyAverage = max(1, Float(body) / documents)
  }

  /// What a word counts by how few documents hold it: the word itself where it is there, else what it stands for.
  func rarity(of word: Int, in parts: [SegmentMatches]) -> Float {
    let (exact, all) = parts.reduce((0, 0)) { ($0.0 + $1.words[word].exactCount, $0.1 + $1.words[word].count) }
    let frequency = Float(exact > 0 ? exact : all)
    return frequency == 0 ? 0 : Glibc.log1pf(max(0, documents - frequency + 0.5) / (frequency + 0.5))
  }
}
