public import ForumKernel

/// An invitation with the ticket that its maker hands on; the ticket is shown once.
public struct NewInvitation: Sendable {
  public let invitation: Invitation
  public let ticket: String
}

/// Lets people in: by invitations, and those who wait for approval. All of it needs `user.admit`.
public struct AdmitMembers: Sendable {
  let store: any AuthStore
  let secrets: any SecretKeeper
  let clock: any WallClock

  /// `email`: the only address that may use it. Throws `conflict` (`too_many_invitations`) while many are open.
  public func invite(email: String?, by principal: Principal) async throws -> NewInvitation {
    try principal.require(.userAdmit)
    let user = try principal.requireUser()
    let address = try email.map { text throws(AppError) in try EmailAddress(text) }
    let invitation = try await store.write(principal.tenant, actor: user) { tx in
      guard try tx.openInvitationCount(now: tx.now) < AuthLimits.invitationsOpenMax else {
        throw AppError(.conflict, "too_many_invitations", "There are \(AuthLimits.invitationsOpenMax) open invitations already.")
      }
      let invitation = Invitation(
        id: tx.newID(), email: address, createdBy: user, createdAt: tx.now, expiresAt: tx.now.adding(seconds: AuthLimits.invitationSeconds),
        usedBy: nil)
      try tx.insert(invitation)
      try tx.audit(AuditEntry(action: "invitation.create", target: "invitation:\(invitation.id)"))
      return invitation
    }
    return NewInvitation(invitation: invitation, ticket: secrets.ticket(.invitation, invitation.id.raw, principal.tenant))
  }

  /// Those that are open, newest first. Their tickets were shown once and are not shown again.
  public func invitations(_ page: PageRequest, by principal: Principal) async throws -> Page<Invitation> {
    try principal.require(.userAdmit)
    return try await store.openInvitations(principal.tenant, now: clock.now, page)
  }

  /// Nobody gets in by it any more. Throws `notFound` for one that was used, has ended, or is another tenant's.
  public func withdraw(_ id: InvitationID, by principal: Principal) async throws {
    try principal.require(.userAdmit)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard let invitation = try tx.invitation(id), invitation.isOpen(now: tx.now) else { throw AppError.notFound("invitation") }
      try tx.delete(invitation)
      try tx.audit(AuditEntry(action: "invitation.withdraw", target: "invitation:\(id)"))
    }
  }

  /// Those who wait for approval, the longest first; at most `AuthLimits.waitingShown`.
  public func waiting(by principal: Principal) async throws -> [User] {
    try principal.require(.userAdmit)
    return try await store.usersWaiting(for: .approval, principal.tenant)
  }

  /// Throws `notFound` for who does not wait.
  public func approve(handle: String, by principal: Principal) async throws -> User { try await decide(handle, isApproved: true, principal) }

  /// The account stays asleep, its handle stays taken. Throws `notFound` for who does not wait.
  public func refuse(handle: String, by principal: Principal) async throws -> User { try await decide(handle, isApproved: false, principal) }

  private func decide(_ handle: String, isApproved: Bool, _ principal: Principal) async throws -> User {
    try principal.require(.userAdmit)
    return try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard var user = try tx.user(handleKey: handle.lowercased()), try tx.gate(of: user.id) == .approval, user.state == .active else {
        throw AppError.notFound("user")
      }
      if isApproved {
        try tx.setGate(nil, of: user.id)
      } else {
        user.state = .suspended
        user.updatedAt = tx.now
        user.version += 1
        try tx.update(user)
      }
      try tx.emit(UserChanged(userID: user.id))
      try tx.audit(AuditEntry(action: isApproved ? "user.approve" : "user.refuse", target: "user:\(user.id)"))
      return user
    }
  }
}
