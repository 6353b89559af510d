public import ForumKernel

/// Validated wishes for a new thread; lengths are checked at the edge.
public struct ThreadDraft: Sendable {
  public let categoryID: CategoryID
  public let title: String
  public let tags: TagSet
  public let body: String
  public let format: BodyFormat
  /// When it is to be seen; nil: at once.
  public let publishAt: Timestamp?
  /// Uploads of the author's.
  public let attachmentIDs: [AttachmentID]

  public init(
    categoryID: CategoryID, title: String, tags: TagSet, body: String, format: BodyFormat, publishAt: Timestamp? = nil,
    attachmentIDs: [AttachmentID] = []
  ) {
    self.categoryID = categoryID
    self.title = title
    self.tags = tags
    self.body = body
    self.format = format
    self.publishAt = publishAt
    self.attachmentIDs = attachmentIDs
  }
}

/// Opens a thread with its first post; needs `thread.create`. What must wait for a moderator is saved, and seen by nobody else meanwhile.
public struct CreateThread: Sendable {
  let store: any ForumStore
  let gate: Gatekeeper

  /// With a time of publication only its author and moderators see it until then. Throws `invalid` when the category is unknown, for an attachment
  /// that is not the author's, a watched word, or a time that is not ahead; `forbidden` (`silenced`), `conflict` (`too_many_scheduled`).
  public func callAsFunction(_ draft: ThreadDraft, by principal: Principal, once claim: IdempotencyClaim?) async throws -> ThreadView {
    try principal.require(.threadCreate)
    let author = try principal.requireUser()
    let (admission, content) = try await gate.admit(
      [("/title", draft.title)], tags: draft.tags, body: draft.body, draft.format, by: principal)
    let title = admission.lines[0]
    return try await store.write(principal.tenant, actor: author) { tx in
      try tx.once(claim) {
        try principal.requireVoice(at: tx.now)
        guard try tx.visibleCategory(draft.categoryID, to: principal) != nil else {
          throw AppError.validation([Fault("/category_id", "not_found", "There is no such category.")])
        }
        try principal.require(
          .threadCreate, on: AccessResource(category: draft.categoryID.raw, tags: draft.tags.values, author: author, createdAt: tx.now))
        var thread = ForumThread.open(id: tx.newID(), in: draft.categoryID, by: author, title: title, tags: draft.tags, at: tx.now)
        let post = thread.append(content, id: tx.newID(), by: author, replyTo: nil, at: tx.now)
        let wait = try gate.wait(of: admission, author: author, tx)
        if wait != nil || draft.publishAt != nil { thread.deletedAt = tx.now }
        try tx.insert(thread)
        try tx.insert(post)
        _ = try tx.attach(draft.attachmentIDs, to: post, isNew: true, by: author)
        try tx.deleteDraft(at: .thread(draft.categoryID), of: author)
        if let time = draft.publishAt {
          try tx.planPublication(of: thread, at: time, by: author)
        } else if wait == nil {
          try tx.announce(thread, opening: post)
        }
        try tx.report(admission, wait: wait, of: CaseSubject(post), by: author)
        var view = ThreadView(thread: thread, author: AuthorView(principal))
        view.publishAt = draft.publishAt
        return view
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
