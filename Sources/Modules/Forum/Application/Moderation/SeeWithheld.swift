public import ForumKernel

/// Shows what is held back: to who wrote it, and to its moderators. For everybody else it is not there.
public struct SeeWithheld: Sendable {
  let reader: any ModerationReader

  /// One whose opening post is held back, or that waits for its publication; nil otherwise.
  public func thread(_ id: ThreadID, by principal: Principal) async throws -> ThreadView? {
    guard principal.userID != nil, let view = try await reader.withheldThread(id, principal.tenant) else { return nil }
    return try await sees(view.thread.authorID, view.thread.categoryID, principal) ? view : nil
  }

  /// One that is held back, or that is in a thread that waits for its publication; nil otherwise.
  public func post(_ id: PostID, by principal: Principal) async throws -> PostView? {
    guard principal.userID != nil, let (view, category) = try await reader.withheldPost(id, principal.tenant) else { return nil }
    return try await sees(view.post.authorID, category, principal) ? view : nil
  }

  /// One that is held back; nil otherwise.
  public func comment(_ id: CommentID, by principal: Principal) async throws -> CommentView? {
    guard principal.userID != nil, let (view, category) = try await reader.withheldComment(id, principal.tenant) else { return nil }
    return try await sees(view.comment.authorID, category, principal) ? view : nil
  }

  /// A thread's posts with those that are held back; needs `forum.moderate`.
  public func posts(of thread: ThreadID, _ page: PageRequest, by principal: Principal) async throws -> Page<PostView> {
    try principal.require(.forumModerate)
    guard let category = try await reader.category(of: thread, principal.tenant), principal.readScope.shows(category) else {
      throw AppError.notFound("thread")
    }
    return try await reader.postsWithWithheld(of: thread, principal.tenant, page)
  }

  /// The posts of a thread that waits, of which nobody else has seen anything yet, for who wrote it; nil for others.
  public func ownPosts(of thread: ThreadID, _ page: PageRequest, by principal: Principal) async throws -> Page<PostView>? {
    guard let view = try await self.thread(thread, by: principal), view.thread.authorID == principal.userID, view.thread.postCount == 1 else {
      return nil
    }
    return try await reader.postsWithWithheld(of: thread, principal.tenant, page)
  }

  private func sees(_ author: UserID?, _ category: CategoryID, _ principal: Principal) async throws -> Bool {
    guard principal.readScope.shows(category) else { return false }
    if principal.may(.forumModerate) { return true }
    guard let user = principal.userID else { return false }
    if author == user { return true }
    return try await reader.moderatedCategories(of: user, principal.tenant).contains(category)
  }
}
