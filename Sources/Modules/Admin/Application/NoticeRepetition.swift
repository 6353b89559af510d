public import ForumKernel

/// Tells a request that comes again under its `Idempotency-Key` from a first one, for what remembers no answer by itself.
public struct NoticeRepetition: Sendable {
  let store: any AdminStore

  /// True from the second time on, also while the first is still being served. Throws `invalid` (`idempotency_key_reused`).
  public func callAsFunction(_ claim: IdempotencyClaim, by principal: Principal) async throws -> Bool {
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      let own: ID<IdempotencyClaim> = tx.newID()
      return try tx.once(claim) { own } != own
    }
  }
}
