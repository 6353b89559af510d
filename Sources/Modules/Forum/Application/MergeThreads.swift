public import ForumKernel

/// Puts all posts of a thread at the end of another one; needs `forum.moderate`. The emptied thread is out of sight; it can be undone.
public struct MergeThreads: Sendable {
  let store: any ForumStore

  /// Throws `notFound`, `invalid` when the target is unknown or the thread itself.
  public func callAsFunction(_ id: ThreadID, into targetID: ThreadID, by principal: Principal) async throws -> ThreadOperation {
    try principal.require(.forumModerate)
    return try await store.write(principal.tenant, actor: try principal.requireUser()) { tx in
      var thread = try tx.visibleThread(id, to: principal)
      guard id != targetID, var target = try tx.thread(targetID), target.deletedAt == nil, principal.readScope.shows(target.categoryID) else {
        throw AppError.validation([Fault("/into_id", "not_found", "There is no such other thread.")])
      }
      let rearranging = ThreadRearranging(tx: tx)
      let shift = try rearranging.merge(&thread, into: &target)
      return try rearranging.record(.merge(shift: shift, last: target.nextPosition - 1), on: id, other: targetID)
    }
  }
}
