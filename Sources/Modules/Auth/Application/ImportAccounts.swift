public import ForumKernel

/// Brings in accounts of another program with the hashes of their passwords, a chunk per transaction; needs `system.operate`. Whoever was imported is not
/// imported again, so that a run can be cut anywhere and repeated.
public struct ImportAccounts: Sendable {
  /// One that passed every check that needs no store.
  private struct Checked {
    let handle: Handle
    let email: EmailAddress
    let displayName: String?
    let passwordHash: String?
    let createdAt: Timestamp?
    /// Under which the handle of an erased account is known.
    let gone: String
    /// What of it is not as it was.
    let changes: [String]

    /// What the author of an archive keeps, whatever the account says.
    func differences(from author: User) -> [String] {
      displayName.map { $0 == author.displayName } ?? true ? [] : ["the author of an archive has this handle, and keeps the display name of there"]
    }
  }

  private struct Refusal: Error { let reason: String }

  let store: any AuthStore
  let hasher: any PasswordHasher
  let secrets: any SecretKeeper

  /// In the order of the accounts. One that can't be taken is skipped with its reason, which says nothing of its hash; the others are kept.
  public func callAsFunction(_ accounts: [ImportedAccount], by principal: Principal) async throws -> [AccountOutcome] {
    try principal.require(.systemOperate)
    let checked = accounts.map { account in Result { () throws(Refusal) in try check(account, principal.tenant) } }
    return try await store.write(principal.tenant, actor: principal.userID) { tx in
      try checked.map { account in
        switch account {
        case .success(let account): try Self.take(account, tx)
        case .failure(let refusal): .skipped(reason: refusal.reason)
        }
      }
    }
  }

  private func check(_ account: ImportedAccount, _ tenant: TenantID) throws(Refusal) -> Checked {
    let handle: Handle
    let email: EmailAddress
    do throws(AppError) {
      handle = try Handle(account.handle)
      email = try EmailAddress(account.email)
    } catch {
      throw Refusal(reason: error.faults.map { "\($0.pointer.dropFirst()): \($0.detail)" }.joined(separator: " "))
    }
    if let fault = account.passwordHash.flatMap(hasher.fault(ofImported:)) { throw Refusal(reason: "password_hash: \(fault)") }
    var createdAt: Timestamp?
    if let text = account.createdAt {
      guard let time = Timestamp(text) else { throw Refusal(reason: "created_at is not an RFC 3339 time") }
      createdAt = time
    }
    let name = account.displayName.map { String($0.filter { !$0.isNewline }.prefix(AuthLimits.displayNameLengthMax)) }
    let isCut = name != account.displayName
    return Checked(
      handle: handle, email: email, displayName: name?.isEmpty == true ? nil : name, passwordHash: account.passwordHash, createdAt: createdAt,
      gone: secrets.digest(RegisterUser.gone(handle), for: tenant.raw),
      changes: isCut ? ["display_name has more than \(AuthLimits.displayNameLengthMax) characters, or line ends: the rest was left out"] : [])
  }

  private static func take(_ account: Checked, _ tx: any AuthTransaction) throws -> AccountOutcome {
    let owner = try tx.user(emailKey: account.email.key)
    if let user = try tx.user(handleKey: account.handle.key) {
      if user.email?.key == account.email.key { return .known }
      guard user.state == .imported, user.email == nil else { return .skipped(reason: "the handle \(account.handle.text) is another account's") }
      guard owner == nil else { return .skipped(reason: "another account has this mail address") }
      try wake(user, account, tx)
      return .created(changes: account.differences(from: user))
    }
    guard owner == nil else { return .skipped(reason: "another account has this mail address") }
    guard try !tx.isErased(name: account.gone) else { return .skipped(reason: "the handle \(account.handle.text) was that of an erased account") }
    guard try !tx.hasUser(skeleton: account.handle.skeleton) else {
      return .skipped(reason: "the handle \(account.handle.text) looks like that of another account")
    }
    let user = User.new(
      tx.newID(), handle: account.handle, email: account.email, displayName: account.displayName, now: min(account.createdAt ?? tx.now, tx.now))
    try tx.insert(user)
    if let hash = account.passwordHash { try tx.setPasswordHash(hash, of: user.id) }
    try tx.emit(UserRegistered(userID: user.id))
    try tx.audit(AuditEntry(action: "user.import", target: "user:\(user.id)"))
    let isAhead = account.createdAt.map { $0 > tx.now } ?? false
    return .created(changes: account.changes + (isAhead ? ["created_at is yet to come: the account begins now"] : []))
  }

  /// The author of an imported archive gets their account.
  private static func wake(_ sleeping: User, _ account: Checked, _ tx: any AuthTransaction) throws {
    try tx.setEmail(account.email, of: sleeping.id)
    guard var user = try tx.user(sleeping.id) else { throw AppError.notFound("user") }
    user.state = .active
    user.updatedAt = tx.now
    user.version += 1
    try tx.update(user)
    if let hash = account.passwordHash { try tx.setPasswordHash(hash, of: user.id) }
    try tx.emit(UserChanged(userID: user.id))
    try tx.audit(AuditEntry(action: "user.import", target: "user:\(user.id)", reason: "author_of_archive"))
  }
}
