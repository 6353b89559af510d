public import ForumKernel

/// Says how much a member wants to hear of a thread or category. Saying the same again changes nothing.
public struct SetWatchLevels: Sendable {
  let store: any ForumStore

  /// nil takes back what was said, so that the category's level counts. Throws `notFound`.
  public func callAsFunction(_ level: WatchLevel?, of thread: ThreadID, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      _ = try tx.visibleThread(thread, to: principal)
      try tx.setWatchLevel(level, of: thread, by: user)
    }
  }

  /// nil takes back what was said. Throws `notFound`.
  public func callAsFunction(_ level: WatchLevel?, of category: CategoryID, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      guard try tx.visibleCategory(category, to: principal) != nil else { throw AppError.notFound("category") }
      try tx.setWatchLevel(level, of: category, by: user)
    }
  }
}
