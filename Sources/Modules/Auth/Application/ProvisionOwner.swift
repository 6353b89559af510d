public import ForumKernel

/// Makes the first administrator of a new tenant, in two halves: what a person wrote is checked at once, the account is made by a saga.
public struct ProvisionOwner: Sendable {
  private static let handle = "owner_handle"
  private static let email = "owner_email"
  private static let passwordHash = "owner_password_hash"

  let store: any AuthStore
  let hasher: any PasswordHasher

  /// What the saga keeps: the password as its hash alone. Throws `invalid` with every fault.
  public func prepared(_ registration: Registration) async throws -> [String: String] {
    let (handle, email, password) = try registration.checked(allowsReserved: true)
    return [Self.handle: handle.text, Self.email: email.text, Self.passwordHash: try await hasher.hash(password.text)]
  }

  /// Makes the account; nothing when it is there, or when `data` names none.
  public func callAsFunction(_ data: [String: String], in tenant: TenantID) async throws {
    guard let handle = data[Self.handle], let email = data[Self.email], let hash = data[Self.passwordHash] else { return }
    let owner = try (Handle(handle, allowsReserved: true), EmailAddress(email))
    try await store.write(tenant, actor: nil) { tx in
      guard try tx.user(handleKey: owner.0.key) == nil else { return }
      let user = User.new(tx.newID(), handle: owner.0, email: owner.1, displayName: nil, roles: ["member", "admin"], now: tx.now)
      try tx.insert(user)
      try tx.setPasswordHash(hash, of: user.id)
      try tx.emit(UserRegistered(userID: user.id))
      try tx.audit(AuditEntry(action: "user.register", target: "user:\(user.id)", reason: "owner"))
    }
  }
}
