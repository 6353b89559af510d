public import ForumKernel

/// Marks posts to find them again: one bookmark for a post and person.
public struct KeepBookmarks: Sendable {
  let store: any ForumStore
  let reader: any AttentionReader

  /// A post that is marked already gets the new note. Throws `notFound`, `conflict` (`too_many_bookmarks`).
  public func set(_ post: PostID, note: String, by principal: Principal) async throws -> BookmarkView {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      _ = try tx.visiblePost(post, to: principal)
      try tx.setBookmark(of: post, note: note, by: user)
      guard try tx.bookmarkCount(of: user) <= AttentionLimits.bookmarksMax else {
        throw AppError(.conflict, "too_many_bookmarks", "You have \(AttentionLimits.bookmarksMax) bookmarks: remove some first.")
      }
    }
    guard let bookmark = try await reader.bookmark(of: post, by: user, principal.readScope) else { throw AppError.notFound("post") }
    return bookmark
  }

  /// Also for a post that can no longer be seen; without a bookmark nothing changes. Throws `notFound` for a post that never was.
  public func remove(_ post: PostID, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      guard try tx.post(post) != nil else { throw AppError.notFound("post") }
      try tx.deleteBookmark(of: post, by: user)
    }
  }
}
