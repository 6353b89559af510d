/// Full-text search over what the forum holds. Derived data: it may be empty or behind, and is rebuilt from the forum.
public protocol SearchIndex: Sendable {
  /// Applies the changes in order, makes them visible to searches and remembers `checkpoint` with them: both or neither survive a crash.
  func apply(_ changes: [SearchChange], checkpoint: StreamPosition) async throws
  /// Up to where the index has followed the stream; nil when it is new or was found broken, and must be filled again.
  func checkpoint() async throws -> StreamPosition?
  /// Throws `unavailable` (`index_rebuilding`) while the index is being filled again, `invalid` for a query above the limits.
  func search(_ query: SearchQuery) async throws -> SearchResults
  /// Forgets everything, the checkpoint too. Until the next `apply` without changes the index is being filled again, and searches throw
  /// `index_rebuilding`.
  func reset() async throws
  /// When this returns, nothing of what was removed or replaced is left on this machine's disk. False where the index is another server's, which takes away
  /// what is left in its own time. Throws `unavailable` while the index is being filled again.
  func compact() async throws -> Bool
  /// Documents held, bytes on disk, segments: for `doctor` and metrics.
  func statistics() async throws -> SearchStatistics
}

extension SearchIndex {
  /// For an index of another server.
  public func compact() async throws -> Bool { false }
}

public enum SearchChange: Sendable, Hashable {
  /// Adds the document or replaces the one of the same id.
  case put(SearchDocument)
  case remove(tenant: TenantID, id: RawID)
}

/// One post or comment as the index sees it: plain text, no markup.
public struct SearchDocument: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable { case post, comment }

  public let tenant: TenantID
  public let id: RawID
  public let kind: Kind
  public let threadID: RawID
  public let categoryID: RawID
  /// Handle of the author; empty when the account was erased.
  public let author: String
  public let tags: [String]
  /// The thread's title for its first post, else empty.
  public let title: String
  public let body: String
  public let createdAt: Timestamp

  public init(
    tenant: TenantID, id: RawID, kind: Kind, threadID: RawID, categoryID: RawID, author: String, tags: [String], title: String, body: String,
    createdAt: Timestamp
  ) {
    self.tenant = tenant
    self.id = id
    self.kind = kind
    self.threadID = threadID
    self.categoryID = categoryID
    self.author = author
    self.tags = tags
    self.title = title
    self.body = body
    self.createdAt = createdAt
  }
}

/// What to look for. Words are matched with typos as Meilisearch does (one from 5 letters, two from 9; a wrong first letter counts two),
/// the last word also as a prefix; `"…"` is a phrase, a `-` before a word or phrase excludes it.
public struct SearchQuery: Sendable {
  public enum Sort: Sendable, Equatable { case relevance, newest, oldest }

  public let tenant: TenantID
  public let text: String
  public var filter: SearchFilter = .all
  public var sort: Sort = .relevance
  /// Attributes to count values of: `category_id`, `author`, `tags`, `kind`.
  public var facets: [String] = []
  public var offset = 0
  public var limit = 20

  public init(tenant: TenantID, text: String) {
    self.tenant = tenant
    self.text = text
  }

  /// Finds only what is in the scope.
  public init(_ scope: ReadScope, text: String, filter: SearchFilter = .all) {
    self.init(tenant: scope.tenant, text: text)
    self.filter = scope.filter.map { filter == .all ? $0 : .and([$0, filter]) } ?? filter
  }
}

/// A condition on a document's attributes.
public indirect enum SearchFilter: Sendable, Equatable {
  case all
  case category(Set<RawID>)
  case thread(RawID)
  case author(Set<String>)
  case tag(Set<String>)
  case kind(SearchDocument.Kind)
  /// From the first moment to before the second.
  case created(from: Timestamp?, before: Timestamp?)
  case and([SearchFilter])
  case or([SearchFilter])
  case not(SearchFilter)
}

public struct SearchResults: Sendable {
  public let hits: [SearchHit]
  /// Exact up to the limit of 1,000 hits that are ranked.
  public let estimatedTotal: Int
  /// Attribute → value → documents.
  public let facets: [String: [String: Int]]

  public init(hits: [SearchHit], estimatedTotal: Int, facets: [String: [String: Int]]) {
    self.hits = hits
    self.estimatedTotal = estimatedTotal
    self.facets = facets
  }
}

public struct SearchHit: Sendable {
  public let id: RawID
  public let kind: SearchDocument.Kind
  public let threadID: RawID
  public let score: Double
  /// The title and a crop of the body around the best match, HTML-escaped, with `<em>` around what matched.
  public let titleHighlighted: String
  public let bodyHighlighted: String

  public init(id: RawID, kind: SearchDocument.Kind, threadID: RawID, score: Double, titleHighlighted: String, bodyHighlighted: String) {
    self.id = id
    self.kind = kind
    self.threadID = threadID
    self.score = score
    self.titleHighlighted = titleHighlighted
    self.bodyHighlighted = bodyHighlighted
  }
}

public struct SearchStatistics: Sendable, Equatable {
  public let documents: Int
  public let segments: Int
  public let diskBytes: Int64
  /// What is there is not the whole: it is being filled again, or waits for that because it was found damaged.
  public let isRefilling: Bool

  public init(documents: Int, segments: Int, diskBytes: Int64, isRefilling: Bool = false) {
    self.documents = documents
    self.segments = segments
    self.diskBytes = diskBytes
    self.isRefilling = isRefilling
  }
}
