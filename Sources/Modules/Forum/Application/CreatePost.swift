public import ForumKernel

/// Validated wishes for a post; lengths are checked at the edge.
public struct PostDraft: Sendable {
  public let threadID: ThreadID
  public let replyToID: PostID?
  public let body: String
  public let format: BodyFormat
  /// Uploads of the author's.
  public let attachmentIDs: [AttachmentID]

  public init(threadID: ThreadID, replyToID: PostID?, body: String, format: BodyFormat, attachmentIDs: [AttachmentID] = []) {
    self.threadID = threadID
    self.replyToID = replyToID
    self.body = body
    self.format = format
    self.attachmentIDs = attachmentIDs
  }
}

/// Answers in a thread; needs `post.create`. What must wait for a moderator is saved, and seen by nobody else meanwhile.
public struct CreatePost: Sendable {
  let store: any ForumStore
  let gate: Gatekeeper

  /// Throws `notFound`, `conflict` (`thread_locked`), `forbidden` (`silenced`), `invalid` when the post answered is not in the thread, for an attachment that
  /// is not the author's, or for a watched word.
  public func callAsFunction(_ draft: PostDraft, by principal: Principal, once claim: IdempotencyClaim?) async throws -> PostView {
    try principal.require(.postCreate)
    let author = try principal.requireUser()
    let (admission, content) = try await gate.admit(body: draft.body, draft.format, by: principal)
    return try await store.write(principal.tenant, actor: author) { tx in
      try tx.once(claim) {
        try principal.requireVoice(at: tx.now)
        var thread = try tx.visibleThread(draft.threadID, to: principal)
        try principal.require(.postCreate, on: AccessResource(thread))
        try thread.requireOpen(for: principal)
        if let answered = draft.replyToID, try tx.post(answered)?.threadID != thread.id {
          throw AppError.validation([Fault("/reply_to_id", "not_found", "There is no such post in this thread.")])
        }
        let wait = try gate.wait(of: admission, author: author, tx)
        let post = thread.append(content, id: tx.newID(), by: author, replyTo: draft.replyToID, at: tx.now, isHeld: wait != nil)
        // The thread first: who answers in it at the same moment waits there, and then sees this position taken.
        try tx.updateActivity(of: thread)
        try tx.insert(post)
        let attachments = try tx.attach(draft.attachmentIDs, to: post, isNew: true, by: author)
        try tx.deleteDraft(at: .reply(thread.id), of: author)
        if wait == nil {
          try tx.emit(
            PostCreated(
              threadID: thread.id, postID: post.id, replyToID: post.replyToID, position: post.position, categoryID: thread.categoryID))
        }
        try tx.report(admission, wait: wait, of: CaseSubject(post), by: author)
        return PostView(post: post, author: AuthorView(principal), attachments: attachments)
      }
    }
  }
}
