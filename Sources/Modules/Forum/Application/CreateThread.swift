public import ForumKernel

/// Validated wishes for a new thread; lengths are checked at the edge.
public struct ThreadDraft: Sendable {
  public let categoryID: CategoryID
  public let title: String
  public let tags: TagSet
  public let body: String
  public let format: BodyFormat

  public init(categoryID: CategoryID, title: String, tags: TagSet, body: String, format: BodyFormat) {
    self.categoryID = categoryID
    self.title = title
    self.tags = tags
    self.body = body
    self.format = format
  }
}

/// Opens a thread with its first post; needs `thread.create`. What must wait for a moderator is saved, and seen by nobody else meanwhile.
public struct CreateThread: Sendable {
  let store: any ForumStore
  let renderer: any BodyRenderer
  let gate: Gatekeeper

  /// Throws `invalid` when the category is unknown, or for a watched word; `forbidden` (`silenced`).
  public func callAsFunction(_ draft: ThreadDraft, by principal: Principal, once claim: IdempotencyClaim?) async throws -> ThreadView {
    try principal.require(.threadCreate)
    let author = try principal.requireUser()
    let admission = try await gate.admit([("/title", draft.title), ("/body", draft.body)], by: principal)
    let title = admission.texts[0]
    let content = try PostContent.rendered(admission.texts[1], draft.format, renderer)
    return try await store.write(principal.tenant, actor: author) { tx in
      try tx.once(claim) {
        try principal.requireVoice(at: tx.now)
        guard try tx.category(draft.categoryID) != nil else {
          throw AppError.validation([Fault("/category_id", "not_found", "There is no such category.")])
        }
        var thread = ForumThread.open(id: tx.newID(), in: draft.categoryID, by: author, title: title, tags: draft.tags, at: tx.now)
        let post = thread.append(content, id: tx.newID(), by: author, replyTo: nil, at: tx.now)
        let wait = try gate.wait(of: admission, author: author, tx)
        if wait != nil { thread.deletedAt = tx.now }
        try tx.insert(thread)
        try tx.insert(post)
        if wait == nil {
          try tx.addToThreadCount(1, of: thread.categoryID)
          try tx.emit(ThreadCreated(threadID: thread.id, categoryID: thread.categoryID))
          try tx.emit(
            PostCreated(threadID: thread.id, postID: post.id, replyToID: nil, position: post.position, categoryID: thread.categoryID))
        }
        try tx.report(admission, wait: wait, of: CaseSubject(post), by: author)
        return ThreadView(thread: thread, author: AuthorView(principal))
      }
    }
  }
}

extension PostContent {
  /// Renders before the transaction: it costs time and needs no store.
  static func rendered(_ body: String, _ format: BodyFormat, _ renderer: any BodyRenderer) throws -> PostContent {
    PostContent(body: body, format: format, html: try renderer.render(body, as: format).html)
  }
}
