public import ForumKernel

/// Undoes a move, a merge or a split; needs `forum.moderate`. What was posted since stays where it was posted.
public struct UndoThreadOperation: Sendable {
  let store: any ForumStore

  /// Throws `notFound`, and `conflict`: `undone_already`, or `changed_since` when a thread it needs was deleted, or has what cannot go back.
  public func callAsFunction(_ id: ThreadOperationID, by principal: Principal) async throws -> ThreadOperation {
    try principal.require(.forumModerate)
    return try await store.write(principal.tenant, actor: try principal.requireUser()) { tx in
      guard var operation = try tx.operation(id) else { throw AppError.notFound("operation") }
      guard operation.undoneAt == nil else { throw AppError(.conflict, "undone_already", "This was undone already.") }
      guard var thread = try tx.thread(operation.threadID), principal.readScope.shows(thread.categoryID) else { throw AppError.notFound("thread") }
      let rearranging = ThreadRearranging(tx: tx)
      switch operation.action {
      case .move(let category):
        guard thread.deletedAt == nil, thread.categoryID != category, try tx.visibleCategory(category, to: principal) != nil else {
          throw Self.changedSince
        }
        try rearranging.shelve(&thread, in: category)
      case .merge(let shift, let last):
        var target = try Self.other(of: operation, to: principal, tx)
        guard thread.deletedAt != nil, thread.postCount == 0 else { throw Self.changedSince }
        guard try !tx.actions(on: target.id, after: operation.id).contains(where: { $0.takesPosts(after: shift, through: last) }) else {
          throw Self.changedSince
        }
        try tx.movePosts(of: target.id, after: shift, through: last, to: thread.id, shift: -shift)
        guard try tx.totals(of: thread.id).hasOpening else { throw Self.changedSince }
        try rearranging.refresh(&target)
        try rearranging.revive(&thread)
      case .split(let moved):
        var part = try Self.other(of: operation, to: principal, tx)
        guard thread.deletedAt == nil else { throw Self.changedSince }
        for post in moved where try tx.place(of: post.id)?.threadID == part.id {
          try tx.move(post.id, to: thread.id, position: post.position)
        }
        let left = try tx.totals(of: part.id)
        // Answers of later on cannot stay without the post that they answered: they come along.
        if left.posts > 0 {
          try tx.movePosts(of: part.id, to: thread.id, shift: thread.nextPosition - 1)
          thread.nextPosition += part.nextPosition - 1
        }
        try rearranging.refresh(&thread)
        try rearranging.retire(&part)
      }
      operation.undoneAt = tx.now
      try tx.markUndone(operation)
      try tx.audit(AuditEntry(action: "thread.undo_\(operation.kind)", target: "thread:\(operation.threadID)"))
      return operation
    }
  }

  private static func other(of operation: ThreadOperation, to principal: Principal, _ tx: any ForumTransaction) throws -> ForumThread {
    guard let id = operation.otherThreadID, let thread = try tx.thread(id), thread.deletedAt == nil, principal.readScope.shows(thread.categoryID)
    else { throw changedSince }
    return thread
  }

  private static var changedSince: AppError {
    AppError(.conflict, "changed_since", "Too much has changed since: what this would undo is not there any more.")
  }
}
