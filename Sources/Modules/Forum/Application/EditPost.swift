public import ForumKernel

/// Changes what a post says: its author while the thread is open, or a moderator.
public struct EditPost: Sendable {
  let store: any ForumStore
  let reader: any ForumReader
  let renderer: any BodyRenderer

  /// Without a format the post keeps its own. Throws `stale`, `forbidden` (`not_author`), `conflict` (`thread_locked`).
  public func callAsFunction(
    _ id: PostID, body: String, format: BodyFormat?, ifMatch: VersionMatch, by principal: Principal
  ) async throws -> PostView {
    let editor = try principal.requireUser()
    guard let current = try await reader.post(id, principal.tenant) else { throw AppError.notFound("post") }
    let content = try PostContent.rendered(body, format ?? current.post.content.format, renderer)
    return try await store.write(principal.tenant, actor: editor) { tx in
      var (post, thread) = try tx.visiblePost(id)
      try principal.requireAuthorship(of: post.authorID)
      try thread.requireOpen(for: principal)
      try ifMatch.require(post.version)
      post.edit(content, now: tx.now)
      try tx.update(post)
      try tx.emit(PostEdited(threadID: thread.id, postID: id))
      return PostView(post: post, author: current.author)
    }
  }
}
