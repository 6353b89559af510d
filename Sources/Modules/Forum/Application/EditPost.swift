public import ForumKernel

/// Changes what a post says: its author while the thread is open, or a moderator. What it said before is kept.
public struct EditPost: Sendable {
  let store: any ForumStore
  let reader: any ForumReader
  let renderer: any BodyRenderer
  let gate: Gatekeeper

  /// Without a format the post keeps its own. Throws `stale`, `forbidden` (`not_author`, `silenced`), `conflict` (`thread_locked`), `invalid`
  /// for a watched word. What must wait for a moderator is hidden.
  public func callAsFunction(
    _ id: PostID, body: String, format: BodyFormat?, ifMatch: VersionMatch, by principal: Principal
  ) async throws -> PostView {
    guard let current = try await reader.post(id, principal.tenant) else { throw AppError.notFound("post") }
    let admission = try await gate.admit([("/body", body)], by: principal)
    let content = try PostContent.rendered(admission.texts[0], format ?? current.post.content.format, renderer)
    return try await change(current, ifMatch, admission, by: principal) { _ in content }
  }

  /// Gives a post the text back that it had in an earlier version, as a new version. Throws as an edit does, and `notFound` for an unknown version.
  public func rollBack(_ id: PostID, to version: Int64, ifMatch: VersionMatch, by principal: Principal) async throws -> PostView {
    guard let current = try await reader.post(id, principal.tenant) else { throw AppError.notFound("post") }
    return try await change(current, ifMatch, nil, by: principal) { tx in
      guard let revision = try tx.revision(of: id, version: version) else { throw AppError.notFound("revision") }
      return revision.content
    }
  }

  private func change(
    _ current: PostView, _ ifMatch: VersionMatch, _ admission: Admission?, by principal: Principal,
    to content: @escaping @Sendable (any ForumTransaction) throws -> PostContent
  ) async throws -> PostView {
    let editor = try principal.requireUser()
    return try await store.write(principal.tenant, actor: editor) { tx in
      try principal.requireVoice(at: tx.now)
      var (post, thread) = try tx.visiblePost(current.post.id)
      try principal.requireAuthorship(of: post.authorID)
      try thread.requireOpen(for: principal)
      try ifMatch.require(post.version)
      if try !tx.hasRevisions(of: post.id) { try tx.insert(PostRevision(post, by: post.authorID)) }
      post.edit(try content(tx), now: tx.now)
      try tx.update(post)
      try tx.insert(PostRevision(post, by: editor))
      try tx.emit(PostEdited(threadID: thread.id, postID: post.id))
      if let admission {
        try tx.reportChange(admission, of: CaseSubject(post), by: post.authorID)
        if !admission.held.isEmpty { post = try tx.post(post.id) ?? post }
      }
      return PostView(post: post, author: current.author)
    }
  }
}
