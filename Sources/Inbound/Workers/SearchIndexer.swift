public import Forum
public import ForumKernel

/// Keeps the search index in step with the forum; the index remembers the position with what it holds.
public struct SearchIndexer: EventConsumer {
  /// Documents in one step of a refill.
  private static let refillBatch = 1000

  /// What only the events of reactions have, which the index does not hold.
  private static let reactionKind = "kind"

  public static let name = "search"
  public var name: String { Self.name }
  public let filters = ["forum.*.thread.>"].compactMap { SubjectFilter($0) }
  let index: any SearchIndex
  let reader: any ForumReader
  let renderer: any BodyRenderer

  public init(index: any SearchIndex, reader: any ForumReader, renderer: any BodyRenderer) {
    self.index = index
    self.reader = reader
    self.renderer = renderer
  }

  /// An index without a checkpoint stands in no epoch, so that it is filled from the store: that is shorter than the whole history.
  public func position() async throws -> StreamPosition? { try await index.checkpoint() ?? Self.unfilled }

  private static let unfilled = StreamPosition(epoch: "none", sequence: 0)

  public func handle(_ messages: [StreamMessage], through position: StreamPosition?) async throws {
    let runs = TenantRun.runs(of: messages, through: position)
    guard let position else { return try await handleAgain(runs) }
    try await index.apply(try await changes(for: runs), checkpoint: position)
  }

  /// Until the index has what the store has: whoever follows the stream may index something newer between the look at the store and the change, and no
  /// event comes again for that.
  private func handleAgain(_ runs: [TenantRun]) async throws {
    var applied: Set<SearchChange> = []
    while case let changes = try await changes(for: runs), applied != Set(changes) {
      // Who follows the stream may have moved the checkpoint on meanwhile: then some is indexed twice after a crash.
      try await index.apply(changes, checkpoint: try await index.checkpoint() ?? Self.unfilled)
      applied = Set(changes)
    }
  }

  /// Fills the index from the store. What changes meanwhile comes after `position` and is applied again.
  public func restart(at position: StreamPosition, seen: StreamPosition?) async throws -> Bool {
    try await index.reset()
    var last: RawID?
    while true {
      try Task.checkCancellation()
      let sources = try await reader.searchSources(after: last, limit: Self.refillBatch)
      guard let end = sources.last else { break }
      try await index.apply(sources.map { .put(try document($0)) }, checkpoint: Self.unfilled)
      last = end.id
    }
    try await index.apply([], checkpoint: position)
    return true
  }

  private func changes(for runs: [TenantRun]) async throws -> [SearchChange] {
    var changes: [SearchChange] = []
    for run in runs { changes += try await self.changes(for: run) }
    return changes
  }

  private func changes(for run: TenantRun) async throws -> [SearchChange] {
    var posts: Set<PostID> = []
    var comments: Set<CommentID> = []
    for message in run.messages {
      let type = message.eventType
      let fields = try message.fields()
      if type == ThreadChanged.type {
        guard let thread = try fields.id("thread_id") else { continue }
        let contents = try await reader.contents(of: ThreadID(thread), run.tenant)
        posts.formUnion(contents.posts)
        comments.formUnion(contents.comments)
      } else if let comment = try fields.id("comment_id") {
        comments.insert(CommentID(comment))
      } else if let post = try fields.id("post_id").map({ PostID($0) }), !fields.contains(Self.reactionKind) {
        posts.insert(post)
        if type != PostCreated.type { comments.formUnion(try await reader.commentIDs(of: post, run.tenant)) }
      }
    }
    let sources = try await reader.searchSources(posts: Array(posts), comments: Array(comments), run.tenant)
    let visible = Set(sources.map(\.id))
    let gone = (posts.map(\.raw) + comments.map(\.raw)).filter { !visible.contains($0) }
    return try sources.map { .put(try document($0)) } + gone.map { .remove(tenant: run.tenant, id: $0) }
  }

  private func document(_ source: SearchSource) throws -> SearchDocument {
    SearchDocument(
      tenant: source.tenant, id: source.id, kind: source.kind, threadID: source.threadID.raw, categoryID: source.categoryID.raw,
      author: source.author ?? "", tags: source.tags.values, title: source.title, body: try renderer.render(source.html, as: .html).plainText,
      createdAt: source.createdAt)
  }
}
