public import ForumKernel

/// Keeps accounts from being erased while a court wants what they hold; needs `user.erase`.
public struct HoldAccount: Sendable {
  let store: any PrivacyStore

  /// In the place of a hold that there is. Throws `notFound`, `conflict` (`erasure_running`).
  public func hold(handle: String, reason: String, by principal: Principal) async throws {
    try principal.require(.userErase)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard let user = try tx.user(handleKey: handle.lowercased()) else { throw AppError.notFound("user") }
      guard try tx.closure(of: user.id)?.state != .erasing else {
        throw AppError(.conflict, "erasure_running", "This account is being erased already.")
      }
      try tx.put(LegalHold(reason: reason, since: tx.now), on: user.id)
      try tx.audit(AuditEntry(action: "user.hold", target: "user:\(user.id)", personal: reason))
    }
  }

  /// Throws `notFound` where there is none.
  public func release(handle: String, by principal: Principal) async throws {
    try principal.require(.userErase)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard let user = try tx.user(handleKey: handle.lowercased()) else { throw AppError.notFound("user") }
      guard try tx.removeLegalHold(of: user.id) else { throw AppError.notFound("legal_hold") }
      try tx.audit(AuditEntry(action: "user.release", target: "user:\(user.id)"))
    }
  }
}
