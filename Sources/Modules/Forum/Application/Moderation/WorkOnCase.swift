public import ForumKernel

/// Claims and releases cases, and adds notes that only moderators read.
public struct WorkOnCase: Sendable {
  let store: any ForumStore
  let reader: any ModerationReader

  /// Nobody else decides the case for a while. Claiming one's own case again begins the time anew. Throws `conflict` (`case_claimed`, `case_resolved`).
  public func claim(_ id: CaseID, by principal: Principal) async throws {
    try await change(id, by: principal, .claimed, note: nil) { found, user, tx in
      try found.claim(by: user, now: tx.now)
      return true
    }
  }

  /// Releasing a case that nobody has changes nothing; who manages roles may release that of another. Throws `conflict` (`case_claimed`).
  public func release(_ id: CaseID, by principal: Principal) async throws {
    try await change(id, by: principal, .released, note: nil) { found, user, tx in
      try found.release(by: user, mayTake: principal.may(.roleManage), now: tx.now)
    }
  }

  /// To a case of whatever state, whoever has claimed it. Throws `notFound`, `forbidden` (`out_of_scope`).
  public func addNote(_ note: String, to id: CaseID, by principal: Principal, once claim: IdempotencyClaim?) async throws {
    let scope = try await ModerationScope.of(principal, reader)
    try await store.write(principal.tenant, actor: try principal.requireUser()) { tx in
      _ = try tx.once(claim) {
        let (found, _) = try tx.moderationCase(id, in: scope)
        return try tx.record(.note, in: found, note: note)
      }
    }
  }

  private func change(
    _ id: CaseID, by principal: Principal, _ kind: CaseEntry.Kind, note: String?,
    _ apply: @escaping @Sendable (inout ModerationCase, UserID, any ForumTransaction) throws -> Bool
  ) async throws {
    let scope = try await ModerationScope.of(principal, reader)
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      var (found, _) = try tx.moderationCase(id, in: scope)
      guard try apply(&found, user, tx) else { return }
      try tx.update(found)
      try tx.record(kind, in: found)
      try tx.audit(AuditEntry(action: "case.\(kind.rawValue)", target: "case:\(id)"))
    }
  }
}
