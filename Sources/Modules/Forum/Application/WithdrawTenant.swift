public import ForumKernel

/// Takes all threads of a tenant out of sight, as a moderator would one by one, so that whoever follows the events forgets them too: the search index.
public struct WithdrawTenant: Sendable {
  /// Threads in one transaction: nobody waits long for the writer.
  private static let chunk: Int64 = 100

  let store: any ForumStore

  /// In transactions of 100 threads; what was planned goes first. Cut in between, it can be repeated.
  public func callAsFunction(_ tenant: TenantID) async throws {
    try await store.write(tenant, actor: nil) { try $0.unscheduleAll() }
    var isMore = true
    while isMore {
      try Task.checkCancellation()
      isMore = try await store.write(tenant, actor: nil) { tx in
        let threads = try tx.visibleThreads(limit: Self.chunk)
        for var thread in threads {
          thread.setDeleted(true, now: tx.now)
          try tx.update(thread)
          try tx.addToThreadCount(-1, of: thread.categoryID)
          try tx.emit(ThreadChanged(threadID: thread.id, categoryID: thread.categoryID, change: .deleted))
        }
        return !threads.isEmpty
      }
    }
  }
}
