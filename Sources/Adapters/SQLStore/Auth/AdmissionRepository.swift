public import Auth
public import ForumKernel

extension SQLTransaction {
  public func gate(of user: UserID) throws -> AccountGate? {
    try GateQueries.findGate(connection, userID: user.raw, tenantID: tenant.raw).flatMap(AccountGate.init(rawValue:))
  }

  public func setGate(_ gate: AccountGate?, of user: UserID) throws {
    guard let gate else { return try GateQueries.deleteGate(connection, userID: user.raw, tenantID: tenant.raw) }
    try GateQueries.putGate(connection, userID: user.raw, tenantID: tenant.raw, gate: gate.rawValue, createdAt: now.milliseconds)
  }

  public func hasUser(skeleton: String) throws -> Bool {
    try GateQueries.findSkeletonOwner(connection, tenantID: tenant.raw, skeleton: skeleton) != nil
  }

  public func invitation(_ id: InvitationID) throws -> Invitation? {
    try InvitationQueries.findInvitation(connection, id: id.raw, tenantID: tenant.raw).map(Invitation.init)
  }

  public func delete(_ invitation: Invitation) throws {
    try InvitationQueries.deleteInvitation(connection, id: invitation.id.raw, tenantID: tenant.raw)
  }

  public func insert(_ invitation: Invitation) throws {
    try InvitationQueries.insertInvitation(
      connection, id: invitation.id.raw, tenantID: tenant.raw, email: invitation.email?.text, createdByID: invitation.createdBy.raw,
      createdAt: invitation.createdAt.milliseconds, expiresAt: invitation.expiresAt.milliseconds)
  }

  public func update(_ invitation: Invitation) throws {
    try InvitationQueries.useInvitation(connection, usedByID: invitation.usedBy?.raw, id: invitation.id.raw, tenantID: tenant.raw)
  }

  public func openInvitationCount(now: Timestamp) throws -> Int64 {
    try InvitationQueries.countOpenInvitations(connection, tenantID: tenant.raw, nowAt: now.milliseconds) ?? 0
  }

  public func mailLink(_ id: MailLinkID) throws -> MailLink? {
    try MailLinkQueries.findMailLink(connection, id: id.raw, tenantID: tenant.raw).map(MailLink.init)
  }

  public func insert(_ link: MailLink) throws {
    try MailLinkQueries.insertMailLink(
      connection, id: link.id.raw, tenantID: tenant.raw, userID: link.userID?.raw, purpose: link.purpose.rawValue, email: link.email.text,
      emailKey: link.email.key, createdAt: now.milliseconds, expiresAt: link.expiresAt.milliseconds)
  }

  public func update(_ link: MailLink) throws {
    try MailLinkQueries.useMailLink(connection, usedAt: link.usedAt?.milliseconds, id: link.id.raw, tenantID: tenant.raw)
  }

  public func mailLinkCount(email: EmailAddress, since: Timestamp) throws -> Int64 {
    try MailLinkQueries.countMailLinks(connection, tenantID: tenant.raw, emailKey: email.key, sinceAt: since.milliseconds) ?? 0
  }
}

extension SQLStore {
  public func gate(of user: UserID, _ tenant: TenantID) async throws -> AccountGate? {
    try await read(tenant) { try GateQueries.findGate($0, userID: user.raw, tenantID: tenant.raw).flatMap(AccountGate.init(rawValue:)) }
  }

  public func mailLink(_ id: MailLinkID, _ tenant: TenantID) async throws -> MailLink? {
    try await read(tenant) { try MailLinkQueries.findMailLink($0, id: id.raw, tenantID: tenant.raw).map(MailLink.init) }
  }

  public func openInvitations(_ tenant: TenantID, now: Timestamp, _ page: PageRequest) async throws -> Page<Invitation> {
    let rows = try await read(tenant) {
      try InvitationQueries.pageOpenInvitations(
        $0, tenantID: tenant.raw, nowAt: now.milliseconds, beforeID: page.after?.id ?? .max, pageSize: Int64(page.limit + 1))
    }
    return Page(fetched: rows.map(Invitation.init), limit: page.limit) { PagePosition(key: $0.createdAt.milliseconds, id: $0.id.raw) }
  }

  public func usersWaiting(for gate: AccountGate, _ tenant: TenantID) async throws -> [User] {
    try await read(tenant) { connection in
      let ids = try GateQueries.listWaitingIDs(connection, tenantID: tenant.raw, gate: gate.rawValue, pageSize: Int64(AuthLimits.waitingShown))
      return try ids.compactMap { try UserQueries.findUser(connection, id: $0, tenantID: tenant.raw).map(User.init) }
    }
  }
}

extension Invitation {
  init(_ row: InvitationQueries.InvitationRow) {
    self.init(
      id: ID(row.id), email: row.email.map(EmailAddress.init(stored:)), createdBy: ID(row.createdByID),
      createdAt: Timestamp(milliseconds: row.createdAt), expiresAt: Timestamp(milliseconds: row.expiresAt), usedBy: row.usedByID.map { ID($0) })
  }
}

extension MailLink {
  /// The column has a CHECK for the purposes.
  init(_ row: MailLinkQueries.FindMailLinkRow) {
    self.init(
      id: ID(row.id), userID: row.userID.map { ID($0) }, purpose: Purpose(rawValue: row.purpose) ?? .verify, email: EmailAddress(stored: row.email),
      expiresAt: Timestamp(milliseconds: row.expiresAt), usedAt: row.usedAt.map(Timestamp.init(milliseconds:)))
  }
}
