public import ForumKernel

/// How a thread was moved, merged and split; needs `forum.moderate`.
public struct ReadOperations: Sendable {
  let reader: any ForumReader

  /// Newest first, also those of a thread that was deleted since. Throws `notFound`.
  public func callAsFunction(on thread: ThreadID, _ page: PageRequest, by principal: Principal) async throws -> Page<ThreadOperationView> {
    try principal.require(.forumModerate)
    let operations = try await reader.operations(on: thread, principal.readScope, page)
    if operations.items.isEmpty, try await reader.thread(thread, principal.readScope) == nil { throw AppError.notFound("thread") }
    return operations
  }
}
