public import ForumKernel

/// What somebody who registers wrote; checked by `RegisterUser`.
public struct Registration: Sendable {
  public let handle: String
  public let email: String
  public let password: String
  public let displayName: String?

  public init(handle: String, email: String, password: String, displayName: String?) {
    self.handle = handle
    self.email = email
    self.password = password
    self.displayName = displayName
  }
}

/// Makes an account for whoever asks, where registration is open, and administrators on the command line.
public struct RegisterUser: Sendable {
  let store: any AuthStore
  let hasher: any PasswordHasher
  let isOpen: Bool

  /// Throws `invalid` with every fault at once, `conflict` (`handle_taken`, `email_taken`), `forbidden` (`registration_closed`).
  public func callAsFunction(_ registration: Registration, tenant: TenantID) async throws -> User {
    guard isOpen else { throw AppError(.forbidden, "registration_closed", "This forum takes no new members at the moment.") }
    return try await register(registration, tenant, roles: ["member"], allowsReserved: false)
  }

  /// For the operator of the server. Handles that are reserved are allowed.
  public func administrator(_ registration: Registration, tenant: TenantID) async throws -> User {
    try await register(registration, tenant, roles: ["member", "admin"], allowsReserved: true)
  }

  /// As `administrator`; throws `conflict` (`claimed_already`) where there is one.
  func firstAdministrator(_ registration: Registration, tenant: TenantID) async throws -> User {
    try await register(registration, tenant, roles: ["member", "admin"], allowsReserved: true, isFirst: true)
  }

  private func register(_ registration: Registration, _ tenant: TenantID, roles: [String], allowsReserved: Bool, isFirst: Bool = false)
    async throws -> User
  {
    let (handle, email, password) = try Self.check(registration, allowsReserved)
    let hash = try await hasher.hash(password.text)
    return try await store.write(tenant, actor: nil) { tx in
      if isFirst, try tx.userCount(withRole: "admin") > 0 {
        throw AppError(.conflict, "claimed_already", "This forum has an administrator already.")
      }
      guard try tx.user(handleKey: handle.key) == nil else {
        throw AppError(.conflict, "handle_taken", "The handle \(handle.text) is taken.", faults: [Fault("/handle", "taken", "This handle is taken.")])
      }
      guard try tx.user(emailKey: email.key) == nil else {
        throw AppError(
          .conflict, "email_taken", "There is an account with this mail address.",
          faults: [Fault("/email", "taken", "This mail address has an account.")])
      }
      let user = User.new(tx.newID(), handle: handle, email: email, displayName: registration.displayName, roles: roles, now: tx.now)
      try tx.insert(user)
      try tx.setPasswordHash(hash, of: user.id)
      try tx.emit(UserRegistered(userID: user.id))
      try tx.audit(AuditEntry(action: "user.register", target: "user:\(user.id)"))
      return user
    }
  }

  private static func check(_ registration: Registration, _ allowsReserved: Bool) throws(AppError) -> (Handle, EmailAddress, Password) {
    var faults: [Fault] = []
    func attempt<Value>(_ make: () throws(AppError) -> Value) -> Value? {
      do throws(AppError) {
        return try make()
      } catch {
        faults += error.faults
        return nil
      }
    }
    let handle = attempt { () throws(AppError) in try Handle(registration.handle, allowsReserved: allowsReserved) }
    let email = attempt { () throws(AppError) in try EmailAddress(registration.email) }
    let names = [registration.handle, registration.email]
    let password = attempt { () throws(AppError) in try Password(registration.password, unlike: names) }
    guard let handle, let email, let password else { throw AppError.validation(faults) }
    return (handle, email, password)
  }
}
