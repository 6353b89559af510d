public import ForumKernel

/// Says whom a member does not want to read. Doing it twice changes nothing.
public struct IgnoreUsers: Sendable {
  let store: any ForumStore
  let accounts: any AccountDirectory
  let readers: IgnoringReaders

  /// Throws `notFound`, `forbidden` (`own_account`; `moderator_ignored`: what moderators say is for everybody), `conflict` (`too_many_ignored`).
  public func set(_ isIgnored: Bool, _ handle: String, by principal: Principal) async throws {
    let user = try principal.requireUser()
    guard let other = try await accounts.userID(handle: handle, tenant: principal.tenant) else { throw AppError.notFound("user") }
    guard isIgnored else { return try await store.write(principal.tenant, actor: user) { try $0.stopIgnoring(other, by: user) } }
    guard other != user else { throw AppError(.forbidden, "own_account", "You cannot ignore yourself.") }
    guard try await !accounts.permissions(of: other, tenant: principal.tenant).contains(.forumModerate) else {
      throw AppError(.forbidden, "moderator_ignored", "Moderators cannot be ignored.")
    }
    // Before the change: a reader who is known too early only reads without help of others' answers.
    readers.add(user)
    try await store.write(principal.tenant, actor: user) { tx in
      guard try tx.ignore(other, by: user) else { return }
      guard try tx.ignoredUserCount(of: user) <= AttentionLimits.ignoredUsersMax else {
        throw AppError(.conflict, "too_many_ignored", "You ignore \(AttentionLimits.ignoredUsersMax) people: stop ignoring some first.")
      }
    }
  }
}
