public import ForumKernel
import Foundation
import Synchronization

/// A search index that looks at every document anew: slow, short, and easy to see right. The second implementation of the port, and the model that the
/// real index is compared with.
public final class ScanSearchIndex: SearchIndex {
  private struct Key: Hashable {
    let tenant: TenantID
    let id: RawID
  }

  private struct State {
    var documents: [Key: SearchDocument] = [:]
    var checkpoint: StreamPosition?
  }

  private let state = Mutex(State())

  public init() {}

  public func apply(_ changes: [SearchChange], checkpoint: StreamPosition) async throws {
    state.withLock { state in
      for change in changes {
        switch change {
        case .put(let document): state.documents[Key(tenant: document.tenant, id: document.id)] = document
        case .remove(let tenant, let id): state.documents[Key(tenant: tenant, id: id)] = nil
        }
      }
      state.checkpoint = checkpoint
    }
  }

  public func checkpoint() async throws -> StreamPosition? { state.withLock { $0.checkpoint } }
  public func reset() async throws { state.withLock { $0 = State() } }

  public func statistics() async throws -> SearchStatistics {
    SearchStatistics(documents: state.withLock { $0.documents.count }, segments: 1, diskBytes: 0)
  }

  public func search(_ query: SearchQuery) async throws -> SearchResults {
    let words = Self.words(query.text)
    let documents = state.withLock { Array($0.documents.values) }.filter { $0.tenant == query.tenant && query.filter.matches($0) }
    var hits = documents.compactMap { document in score(document, words).map { (document, $0) } }
    hits.sort { a, b in
      switch query.sort {
      case .relevance where a.1 != b.1: a.1 > b.1
      case .oldest: (a.0.createdAt, a.0.id) < (b.0.createdAt, b.0.id)
      default: (a.0.createdAt, a.0.id) > (b.0.createdAt, b.0.id)
      }
    }
    let page = hits.dropFirst(query.offset).prefix(query.limit).map { document, score in
      SearchHit(
        id: document.id, kind: document.kind, threadID: document.threadID, score: score, titleHighlighted: Self.highlight(document.title, words),
        bodyHighlighted: Self.highlight(document.body, words))
    }
    return SearchResults(hits: page, estimatedTotal: hits.count, facets: Self.facets(query.facets, hits.map(\.0)))
  }

  /// nil when a word is not there.
  private func score(_ document: SearchDocument, _ words: [String]) -> Double? {
    var sum = 0.0
    for (index, word) in words.enumerated() {
      let isLast = index == words.count - 1
      let inTitle = Self.words(document.title).map { Self.quality(word, $0, isPrefix: isLast) }.max() ?? 0
      let inBody = Self.words(document.body).map { Self.quality(word, $0, isPrefix: isLast) }.max() ?? 0
      guard max(inTitle, inBody) > 0 else { return nil }
      sum += 2 * inTitle + inBody
    }
    return sum
  }

  /// 1 for the word itself, less for a beginning or a typo, 0 for another word.
  private static func quality(_ word: String, _ candidate: String, isPrefix: Bool) -> Double {
    if word == candidate { return 1 }
    if isPrefix && candidate.hasPrefix(word) { return 0.7 }
    let allowed = word.contains(where: \.isNumber) ? 0 : word.count >= 9 ? 2 : word.count >= 5 ? 1 : 0
    return allowed > 0 && distance(Array(word), Array(candidate)) <= allowed ? 0.4 : 0
  }

  /// Edits from one word to the other, a swap of neighbours being one, and one more when the first letters differ.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in 1...max(a.count, 1) where i <= a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...max(b.count, 1) where j <= b.count {
        row[j] = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], rows[i - 2][j - 2] + 1) }
      }
      rows.append(row)
    }
    return rows[a.count][b.count] + (a.first == b.first ? 0 : 1)
  }

  private static func words(_ text: String) -> [String] {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func highlight(_ text: String, _ words: [String]) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { part in
      let escaped = part.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      let isMatch = Self.words(String(part)).contains { candidate in words.contains { quality($0, candidate, isPrefix: $0 == words.last) > 0 } }
      return isMatch ? "<em>\(escaped)</em>" : escaped
    }.joined(separator: " ")
  }

  private static func facets(_ names: [String], _ documents: [SearchDocument]) -> [String: [String: Int]] {
    Dictionary(
      uniqueKeysWithValues: names.map { name in
        let values = documents.flatMap { document -> [String] in
          switch name {
          case "category_id": [document.categoryID.description]
          case "author": [document.author]
          case "tags": document.tags
          default: [document.kind.rawValue]
          }
        }
        return (name, Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +))
      })
  }
}

extension SearchFilter {
  /// What the filter means, by definition.
  public func matches(_ document: SearchDocument) -> Bool {
    switch self {
    case .all: true
    case .category(let ids): ids.contains(document.categoryID)
    case .thread(let id): document.threadID == id
    case .author(let handles): handles.contains(document.author)
    case .tag(let tags): !tags.isDisjoint(with: document.tags)
    case .kind(let kind): document.kind == kind
    case .created(let from, let before): (from.map { document.createdAt >= $0 } ?? true) && (before.map { document.createdAt < $0 } ?? true)
    case .and(let parts): parts.allSatisfy { $0.matches(document) }
    case .or(let parts): parts.contains { $0.matches(document) }
    case .not(let part): !part.matches(document)
    }
  }
}
