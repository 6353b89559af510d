public import ForumKernel

/// Puts a thread into another category; needs `forum.moderate`. It can be undone.
public struct MoveThread: Sendable {
  let store: any ForumStore

  /// Throws `notFound`, `invalid` for an unknown category, `conflict` (`same_category`) when it is there already.
  public func callAsFunction(_ id: ThreadID, to category: CategoryID, by principal: Principal) async throws -> ThreadOperation {
    try principal.require(.forumModerate)
    return try await store.write(principal.tenant, actor: try principal.requireUser()) { tx in
      var thread = try tx.visibleThread(id, to: principal)
      guard try tx.visibleCategory(category, to: principal) != nil else {
        throw AppError.validation([Fault("/category_id", "not_found", "There is no such category.")])
      }
      guard thread.categoryID != category else { throw AppError(.conflict, "same_category", "The thread is in this category already.") }
      let from = thread.categoryID
      let rearranging = ThreadRearranging(tx: tx)
      try rearranging.shelve(&thread, in: category)
      return try rearranging.record(.move(from: from), on: id, other: nil)
    }
  }
}
