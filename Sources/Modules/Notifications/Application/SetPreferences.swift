public import ForumKernel

/// Sets what somebody wants to be told of.
public struct SetPreferences: Sendable {
  let store: any NotificationStore
  let tickets: any UnsubscribeTickets

  /// In the place of all that was said before. A digest that is new comes after its first period.
  public func callAsFunction(_ preferences: NotificationPreferences, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      try tx.put(preferences, of: user, digestDueAt: preferences.digest.periodSeconds.map { tx.now.adding(seconds: $0) })
    }
  }

  /// Ends the digest of whoever has the ticket of one, signed in or not; also where it has ended already. Throws `invalid` (`link_invalid`).
  public func endDigest(ticket: String, _ tenant: TenantID) async throws {
    guard let user = tickets.user(inTicket: ticket, tenant) else {
      throw AppError(.invalid, "link_invalid", "This link is not whole. Copy all of it, or sign in and end the digest in your settings.")
    }
    try await store.write(tenant, actor: nil) { try $0.endDigest(of: user) }
  }
}
