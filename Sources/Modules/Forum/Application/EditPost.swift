public import ForumKernel

/// Changes what a post says: its author while the thread is open, or a moderator. What it said before is kept.
public struct EditPost: Sendable {
  let store: any ForumStore
  let reader: any ForumReader
  let withheld: SeeWithheld
  let gate: Gatekeeper

  /// Without a format the post keeps its own, and its attachments where `attachments` is nil. Throws `stale`, `forbidden` (`not_author`, `silenced`),
  /// `conflict` (`thread_locked`), `invalid` for a watched word, or an attachment that is neither the post's nor the editor's. What must wait for a moderator
  /// is hidden.
  public func callAsFunction(
    _ id: PostID, body: String, format: BodyFormat?, attachments: [AttachmentID]? = nil, ifMatch: VersionMatch, by principal: Principal
  ) async throws -> PostView {
    let current = try await current(id, principal)
    return try await change(current, to: body, format ?? current.post.content.format, attachments, ifMatch, by: principal)
  }

  /// Gives a post the text back that it had in an earlier version, as a new version, with those files of its author that the text shows. Throws
  /// as an edit does, and `notFound` for an unknown version.
  public func rollBack(_ id: PostID, to version: Int64, ifMatch: VersionMatch, by principal: Principal) async throws -> PostView {
    let current = try await current(id, principal)
    guard let earlier = try await reader.revision(of: id, version: version, principal.readScope) else { throw AppError.notFound("revision") }
    return try await change(current, to: earlier.content.body, earlier.content.format, nil, isBack: true, ifMatch, by: principal)
  }

  private func current(_ id: PostID, _ principal: Principal) async throws -> PostView {
    if let view = try await reader.post(id, principal.readScope) { return view }
    guard let view = try await withheld.post(id, by: principal) else { throw AppError.notFound("post") }
    return view
  }

  private func change(
    _ current: PostView, to body: String, _ format: BodyFormat, _ attachments: [AttachmentID]?, isBack: Bool = false, _ ifMatch: VersionMatch,
    by principal: Principal
  ) async throws -> PostView {
    let editor = try principal.requireUser()
    let (admission, content) = try await gate.admit(body: body, format, by: principal)
    return try await store.write(principal.tenant, actor: editor) { tx in
      try principal.requireVoice(at: tx.now)
      guard var post = try tx.post(current.post.id), post.deletedAt == nil else { throw AppError.notFound("post") }
      let thread = try tx.thread(post.threadID, seenBy: principal)
      try principal.requireAuthorship(of: post.authorID, AccessResource(post, in: thread))
      try thread.requireOpen(for: principal)
      try ifMatch.require(post.version)
      if try !tx.hasRevisions(of: post.id) { try tx.insert(PostRevision(post, by: post.authorID)) }
      post.edit(content, now: tx.now)
      try tx.update(post)
      let shown = try tx.attach(attachments, to: post, by: editor, or: isBack ? post.authorID : nil)
      try tx.insert(PostRevision(post, by: editor))
      try tx.deleteDraft(at: .edit(post.id), of: editor)
      // What nobody has seen is told of when it is published.
      if thread.deletedAt == nil { try tx.emit(PostEdited(threadID: thread.id, postID: post.id)) }
      try tx.reportChange(admission, of: CaseSubject(post), by: post.authorID)
      if !admission.held.isEmpty { post = try tx.post(post.id) ?? post }
      return PostView(post: post, author: current.author, attachments: shown)
    }
  }
}
