public import ForumKernel

/// What somebody who registers wrote.
public struct Registration: Sendable {
  public let handle: String
  public let email: String
  public let password: String
  public let displayName: String?
  /// The ticket of an invitation.
  public let invitation: String?

  public init(handle: String, email: String, password: String, displayName: String?, invitation: String? = nil) {
    self.handle = handle
    self.email = email
    self.password = password
    self.displayName = displayName
    self.invitation = invitation
  }

  /// Throws `invalid` with every fault of the handle, the address and the password; whether they are free is for `RegisterUser` to say.
  @discardableResult
  public func checked(allowsReserved: Bool) throws(AppError) -> (handle: Handle, email: EmailAddress, password: Password) {
    var faults: [Fault] = []
    func attempt<Value>(_ make: () throws(AppError) -> Value) -> Value? {
      do throws(AppError) {
        return try make()
      } catch {
        faults += error.faults
        return nil
      }
    }
    let handle = attempt { () throws(AppError) in try Handle(self.handle, allowsReserved: allowsReserved) }
    let email = attempt { () throws(AppError) in try EmailAddress(self.email) }
    let password = attempt { () throws(AppError) in try Password(self.password, unlike: [self.handle, self.email]) }
    guard let handle, let email, let password else { throw AppError.validation(faults) }
    return (handle, email, password)
  }
}

/// Makes an account for whoever asks, where registration is open, for the invited, and administrators on the command line.
public struct RegisterUser: Sendable {
  let store: any AuthStore
  let hasher: any PasswordHasher
  let secrets: any SecretKeeper
  let names: any NameWatch
  let policy: RegistrationPolicy

  /// Throws `invalid` with every fault at once, `conflict` (`handle_taken`, `handle_confusable`), `forbidden` (`registration_closed`,
  /// `invitation_invalid`). Where addresses are verified, a taken one gets the same answer as a free one, and its owner a mail; elsewhere `conflict`
  /// (`email_taken`).
  public func callAsFunction(_ registration: Registration, tenant: TenantID) async throws -> User {
    guard policy.isOpen || registration.invitation != nil else {
      throw AppError(.forbidden, "registration_closed", "This forum takes no new members at the moment.")
    }
    let (handle, email, password) = try registration.checked(allowsReserved: false)
    try await names.require([("/handle", handle.text), ("/display_name", registration.displayName)], tenant: tenant)
    let invitation = try registration.invitation.map { ticket throws(AppError) in try invitationID(ticket, tenant) }
    let hash = try await hasher.hash(password.text)
    let gone = secrets.digest(Self.gone(handle), for: tenant.raw)
    return try await store.write(tenant, actor: nil) { [policy] tx in
      var used = try invitation.map { try Self.openInvitation($0, for: email, tx) }
      try Self.requireFree(handle, tx)
      if try tx.isErased(name: gone) { throw Self.taken(handle) }
      if !policy.verifiesMail { try Self.requireFree(email, tx) }
      // An address that is not proven yet is nobody's: it is written down with the link alone.
      let user = User.new(
        tx.newID(), handle: handle, email: policy.verifiesMail ? nil : email, displayName: registration.displayName, now: tx.now)
      try Self.insert(user, hash, tx)
      if used != nil {
        used?.usedBy = user.id
        try used.map { try tx.update($0) }
      }
      try tx.setGate(policy.firstGate(isInvited: used != nil), of: user.id)
      if policy.verifiesMail { try tx.requestMail(.verify, email, user.id) }
      return user
    }
  }

  /// For the operator of the server. Handles that are reserved are allowed, and no mail is asked for.
  public func administrator(_ registration: Registration, tenant: TenantID) async throws -> User {
    try await makeAdministrator(registration, tenant, isFirst: false)
  }

  /// As `administrator`; throws `conflict` (`claimed_already`) where there is one.
  func firstAdministrator(_ registration: Registration, tenant: TenantID) async throws -> User {
    try await makeAdministrator(registration, tenant, isFirst: true)
  }

  private func makeAdministrator(_ registration: Registration, _ tenant: TenantID, isFirst: Bool) async throws -> User {
    let (handle, email, password) = try registration.checked(allowsReserved: true)
    let hash = try await hasher.hash(password.text)
    return try await store.write(tenant, actor: nil) { tx in
      if isFirst, try !tx.users(withRole: "admin").isEmpty {
        throw AppError(.conflict, "claimed_already", "This forum has an administrator already.")
      }
      try Self.requireFree(handle, tx)
      try Self.requireFree(email, tx)
      let user = User.new(
        tx.newID(), handle: handle, email: email, displayName: registration.displayName, roles: ["member", "admin"], now: tx.now)
      try Self.insert(user, hash, tx)
      return user
    }
  }

  func invitationID(_ ticket: String, _ tenant: TenantID) throws(AppError) -> InvitationID {
    guard let id = secrets.id(inTicket: ticket, .invitation, tenant) else { throw Self.invitationInvalid("invitation_forged") }
    return InvitationID(id)
  }

  static func openInvitation(_ id: InvitationID, for email: EmailAddress, _ tx: any AuthTransaction) throws -> Invitation {
    guard let invitation = try tx.invitation(id), invitation.isOpen(to: email, now: tx.now) else { throw invitationInvalid("invitation_spent") }
    return invitation
  }

  private static func invitationInvalid(_ cause: String) -> AppError {
    AppError(.forbidden, "invitation_invalid", "This invitation is not valid, or not any more.", cause: cause)
  }

  private static func insert(_ user: User, _ hash: String, _ tx: any AuthTransaction) throws {
    try tx.insert(user)
    try tx.setPasswordHash(hash, of: user.id)
    try tx.emit(UserRegistered(userID: user.id))
    try tx.audit(AuditEntry(action: "user.register", target: "user:\(user.id)"))
  }

  private static func requireFree(_ handle: Handle, _ tx: any AuthTransaction) throws {
    guard try tx.user(handleKey: handle.key) == nil else {
      throw taken(handle)
    }
    guard try !tx.hasUser(skeleton: handle.skeleton) else {
      throw AppError(
        .conflict, "handle_confusable", "The handle \(handle.text) looks like that of another member.",
        faults: [Fault("/handle", "confusable", "This handle can be mistaken for another member's.")])
    }
  }

  private static func taken(_ handle: Handle) -> AppError {
    AppError(.conflict, "handle_taken", "The handle \(handle.text) is taken.", faults: [Fault("/handle", "taken", "This handle is taken.")])
  }

  /// What is kept, as a digest, of the handle of an account that was erased: nobody passes for who is gone.
  static func gone(_ handle: Handle) -> String { "handle:\(handle.skeleton)" }

  private static func requireFree(_ email: EmailAddress, _ tx: any AuthTransaction) throws {
    guard try tx.user(emailKey: email.key) == nil else {
      throw AppError(
        .conflict, "email_taken", "There is an account with this mail address.",
        faults: [Fault("/email", "taken", "This mail address has an account.")])
    }
  }
}
