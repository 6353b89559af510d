import ForumKernel

/// Finds the account of an identity, or makes one by the rules of registration.
struct RegisterWithProvider: Sendable {
  /// Somebody who may be new, looked at as far as that takes no transaction.
  struct Newcomer: Sendable {
    let identity: ProvenIdentity
    /// Proven or not; nil where the provider tells none that is an address.
    let email: EmailAddress?
    /// What handles are made from.
    let name: String
    let displayName: String?
    let invitation: InvitationID?
  }

  let secrets: any SecretKeeper
  let names: any NameWatch
  let registerUser: RegisterUser
  let policy: RegistrationPolicy

  func newcomer(_ identity: ProvenIdentity, invitation: String?, _ tenant: TenantID) async throws -> Newcomer {
    let email = identity.email.flatMap { try? EmailAddress($0) }
    let display = identity.displayName.map(Self.line).flatMap { $0.isEmpty ? nil : $0 }
    // What is watched for is left out: nobody chose it here.
    let name = try await allowed(identity.preferredName.map(Self.line) ?? display, tenant)
    return Newcomer(
      identity: identity, email: email, name: name ?? "member", displayName: try await allowed(display, tenant),
      invitation: try invitation.map { ticket throws(AppError) in try registerUser.invitationID(ticket, tenant) })
  }

  /// The account. `linksByEmail`: the operator trusts the provider with mail addresses.
  func callAsFunction(_ newcomer: Newcomer, _ provider: String, linksByEmail: Bool, _ tx: any AuthTransaction) throws -> User {
    let identity = newcomer.identity
    if let known = try tx.identity(issuer: identity.issuer, subject: identity.subject), let user = try tx.user(known.userID) { return user }
    let provenEmail = identity.isEmailProven ? newcomer.email : nil
    if let email = provenEmail, let user = try tx.user(emailKey: email.key) {
      // Where addresses are not verified here, whoever typed this one may not be who has it.
      guard linksByEmail, policy.verifiesMail, try tx.gate(of: user.id) != .verification else {
        throw AppError(
          .conflict, "email_taken",
          "There is an account with your mail address: sign in there as before, and link the provider to it.")
      }
      try tx.link(identity, provider, to: user.id)
      return user
    }
    return try make(newcomer, provider, provenEmail, tx)
  }

  private func make(_ newcomer: Newcomer, _ provider: String, _ provenEmail: EmailAddress?, _ tx: any AuthTransaction) throws -> User {
    guard policy.isOpen || newcomer.invitation != nil else {
      throw AppError(.forbidden, "registration_closed", "This forum takes no new members at the moment.")
    }
    guard !policy.verifiesMail || newcomer.email != nil else {
      throw AppError(.forbidden, "email_missing", "The provider tells no mail address of yours, and this forum asks for one.")
    }
    var invitation: Invitation?
    if let id = newcomer.invitation {
      guard let email = newcomer.email else { throw AppError(.forbidden, "email_missing", "The provider tells no mail address of yours.") }
      invitation = try RegisterUser.openInvitation(id, for: email, tx)
    }
    // An address that nobody has proven is asked for by mail where that is the rule, and is left out where somebody has it.
    let typed = try policy.verifiesMail ? nil : newcomer.email.flatMap { try tx.user(emailKey: $0.key) == nil ? $0 : nil }
    let user = User.new(
      tx.newID(), handle: try handle(newcomer.name, tx), email: provenEmail ?? typed, displayName: newcomer.displayName, now: tx.now)
    try tx.insert(user)
    try tx.emit(UserRegistered(userID: user.id))
    try tx.audit(AuditEntry(action: "user.register", target: "user:\(user.id)"))
    try tx.link(newcomer.identity, provider, to: user.id)
    if invitation != nil {
      invitation?.usedBy = user.id
      try invitation.map { try tx.update($0) }
    }
    if provenEmail == nil, policy.verifiesMail, let email = newcomer.email {
      try tx.setGate(.verification, of: user.id)
      try tx.requestMail(.verify, email, user.id)
    } else if policy.asksApproval, invitation == nil {
      try tx.setGate(.approval, of: user.id)
    }
    return user
  }

  /// The first one that is free, from what the provider calls somebody; at last one that nobody has.
  private func handle(_ name: String, _ tx: any AuthTransaction) throws -> Handle {
    for candidate in Handle.candidates(from: name).prefix(AuthLimits.handleTriesMax) {
      guard let handle = try? Handle(candidate.text), try tx.user(handleKey: handle.key) == nil, try !tx.hasUser(skeleton: handle.skeleton),
        try !tx.isErased(name: secrets.digest(RegisterUser.gone(handle), for: tx.tenant.raw))
      else { continue }
      return handle
    }
    let id: UserID = tx.newID()
    return try Handle(String("member-\(id)".prefix(AuthLimits.handleLength.upperBound)))
  }

  private func allowed(_ name: String?, _ tenant: TenantID) async throws -> String? {
    guard let name else { return nil }
    do {
      try await names.require([("/display_name", name)], tenant: tenant)
      return name
    } catch let error as AppError where error.code == .invalid {
      return nil
    }
  }

  /// One line without control characters, as long as a display name may be.
  private static func line(_ text: String) -> String {
    let plain = text.unicodeScalars.map { $0.properties.generalCategory == .control || $0.properties.isWhitespace ? " " : String($0) }.joined()
    return String(plain.split(separator: " ").joined(separator: " ").prefix(AuthLimits.displayNameLengthMax))
  }
}

extension AuthTransaction {
  /// Throws `conflict` (`identity_taken`, `too_many_identities`).
  func link(_ identity: ProvenIdentity, _ provider: String, to user: UserID) throws {
    guard try self.identity(issuer: identity.issuer, subject: identity.subject) == nil else {
      throw AppError(.conflict, "identity_taken", "This identity is linked to an account already.")
    }
    guard try identities(of: user).count < AuthLimits.identitiesMax else {
      throw AppError(.conflict, "too_many_identities", "An account has \(AuthLimits.identitiesMax) linked identities at most.")
    }
    let linked = LinkedIdentity(id: newID(), userID: user, provider: provider, issuer: identity.issuer, subject: identity.subject, createdAt: now)
    try insert(linked)
    try emit(UserSecurityChanged(userID: user, change: .identityLinked))
    try audit(AuditEntry(action: "identity.link", target: "user:\(user)", reason: provider))
  }
}
