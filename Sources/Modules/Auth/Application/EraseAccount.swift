public import ForumKernel
import Foundation

/// Erases accounts: for their owners, for administrators (`user.erase`), and for the operator of the machine. The request closes the account at once and
/// begins a saga that does the rest; it ends in a receipt.
public struct EraseAccount: Sendable {
  public static let kind = "account.erase"
  /// The name under which a saga of this kind keeps the erasure's id.
  public static let erasureKey = "erasure_id"

  let store: any PrivacyStore
  let accounts: any AuthStore
  let roles: any RolePermissions
  let confirm: ConfirmIdentity
  let secrets: any SecretKeeper
  let authenticator: Authenticator
  let policy: PrivacyPolicy

  /// What would go with the caller's account.
  public func preview(_ mode: ErasureMode, by principal: Principal) async throws -> [ErasureEntry] {
    try await store.erasurePreview(of: try principal.requireUser(), mode: mode, principal.tenant)
  }

  /// What would go with somebody's account; needs `user.erase`. Throws `notFound`.
  public func preview(_ mode: ErasureMode, handle: String, by principal: Principal) async throws -> [ErasureEntry] {
    try principal.require(.userErase)
    return try await store.erasurePreview(of: try await find(handle, principal.tenant).id, mode: mode, principal.tenant)
  }

  /// Erases the caller's account; answers a repeated request with what the first one began, also when the session has ended with the account.
  /// Throws `forbidden` (`password_required`, `email_unverified`), `conflict` (`legal_hold`, `last_administrator`), and what `ConfirmIdentity` throws.
  public func request(
    _ mode: ErasureMode, password: String?, otp: String?, passkey: PasskeyAnswer? = nil, by principal: Principal, once claim: IdempotencyClaim? = nil
  ) async throws -> Erasure {
    let request = claim.map { digest(of: $0, principal.tenant) }
    if let known = try await begun(by: request, principal.tenant) { return known }
    try principal.require(.accountUse)
    let user = try await confirm.password(password, by: principal)
    guard try await accounts.gate(of: user.id, principal.tenant) != .verification else {
      throw AppError(.forbidden, "email_unverified", "Prove your mail address first: who asks must be who owns the account.")
    }
    let answer = try await confirm.judged(passkey, of: user.id, principal.tenant)
    return try await begin(mode, user, confirmedBy: user, otp, answer, principal.tenant, actor: user.id, request: request)
  }

  /// Erases somebody's account; needs `user.erase`, and the administrator's own password and code. Throws `notFound`, and what `request` throws.
  public func request(
    _ mode: ErasureMode, handle: String, password: String?, otp: String?, passkey: PasskeyAnswer? = nil, by principal: Principal,
    once claim: IdempotencyClaim? = nil
  ) async throws -> Erasure {
    try principal.require(.userErase)
    let request = claim.map { digest(of: $0, principal.tenant) }
    if let known = try await begun(by: request, principal.tenant) { return known }
    let administrator = try await confirm.password(password, by: principal)
    let user = try await find(handle, principal.tenant)
    guard try await roles.permissions(of: user.roles, tenant: principal.tenant).isSubset(of: principal.permissions) else {
      throw AppError(.forbidden, "permission_missing", "You cannot erase an account that may do more than you.")
    }
    let answer = try await confirm.judged(passkey, of: administrator.id, principal.tenant)
    return try await begin(mode, user, confirmedBy: administrator, otp, answer, principal.tenant, actor: administrator.id, request: request)
  }

  /// For the operator of the machine.
  public func request(_ mode: ErasureMode, handle: String, tenant: TenantID) async throws -> Erasure {
    try await begin(mode, try await find(handle, tenant), confirmedBy: nil, nil, nil, tenant, actor: nil)
  }

  /// Erases the accounts whose time to come back is over; what they wrote stays without a name. How many.
  public func eraseAbandoned(now: Timestamp) async throws -> Int {
    guard !policy.holdsEverything else { return 0 }
    var count = 0
    for (id, tenant) in try await store.closuresEnded(by: now, limit: 100) {
      guard let user = try await accounts.user(id, tenant) else { continue }
      do {
        _ = try await begin(.anonymise, user, confirmedBy: nil, nil, nil, tenant, actor: nil, abandonedBy: now)
        count += 1
      } catch let error as AppError where error.code == .conflict {
        // Its owner came back, somebody was faster, or it is the last administrator who went away.
        continue
      }
    }
    return count
  }

  /// With the ticket of the request: who asked has no account any more. Throws `notFound` for what is none.
  public func find(ticket: String, tenant: TenantID) async throws -> Erasure {
    guard let id = secrets.id(inTicket: ticket, .erasure, tenant), let erasure = try await store.erasure(ErasureID(id), tenant) else {
      throw AppError.notFound("erasure")
    }
    return erasure
  }

  /// Newest first; needs `user.erase`.
  public func list(_ page: PageRequest, by principal: Principal) async throws -> Page<Erasure> {
    try principal.require(.userErase)
    return try await store.erasures(principal.tenant, page)
  }

  /// What tells that somebody asked for this erasure; good for as long as the receipt is kept.
  public func ticket(of erasure: Erasure) -> String { secrets.ticket(.erasure, erasure.id.raw, erasure.tenant) }

  private func begun(by request: String?, _ tenant: TenantID) async throws -> Erasure? {
    guard let request else { return nil }
    return try await store.erasure(request: request, tenant)
  }

  /// Under the forum's key: the fingerprint is that of a text with a password in it.
  private func digest(of claim: IdempotencyClaim, _ tenant: TenantID) -> String {
    secrets.digest("erasure:\(claim.scope):\(claim.key):\(claim.fingerprint)", for: tenant.raw)
  }

  private func find(_ handle: String, _ tenant: TenantID) async throws -> User {
    guard let user = try await accounts.user(handleKey: handle.lowercased(), tenant) else { throw AppError.notFound("user") }
    return user
  }

  private func begin(
    _ mode: ErasureMode, _ user: User, confirmedBy confirming: User?, _ otp: String?, _ passkey: JudgedAnswer?, _ tenant: TenantID, actor: UserID?,
    request: String? = nil, abandonedBy moment: Timestamp? = nil
  ) async throws -> Erasure {
    let (verdict, erasure) = try await store.write(tenant, actor: actor) { [confirm, policy] tx -> (FactorVerdict, Erasure?) in
      if let request, let known = try tx.erasure(request: request) { return (.notNeeded, known) }
      let verdict = try confirming.map { try confirm.factor(otp, passkey, of: $0.id, tx) } ?? .notNeeded
      guard verdict == .accepted || verdict == .notNeeded else { return (verdict, nil) }
      let hold = try tx.legalHold(of: user.id)
      guard hold == nil, !policy.holdsEverything else {
        throw AppError(.conflict, "legal_hold", "This account is under a legal hold: it must not be erased for now.")
      }
      let closure = try tx.closure(of: user.id)
      if let moment {
        guard let closure, closure.state == .deactivated, closure.endsAt <= moment else {
          throw AppError(.conflict, "account_taken_back", "Its owner has taken the account back.")
        }
      }
      guard try tx.user(user.id) != nil, closure?.state != .erasing else {
        throw AppError(.conflict, "erasure_running", "This account is being erased already.")
      }
      try tx.requireNotLastAdministrator(user)
      try tx.close(user, AccountClosure(state: .erasing, since: tx.now, endsAt: tx.now))
      let erasure = Erasure(id: tx.newID(), tenant: tenant, userID: user.id, mode: mode, requestedBy: actor, requestedAt: tx.now)
      try tx.insert(erasure, request: request)
      try tx.begin(Self.kind, subject: "erasure:\(erasure.id)", data: [Self.erasureKey: "\(erasure.id)"])
      try tx.audit(AuditEntry(action: "user.erase", target: "user:\(user.id)", reason: mode.rawValue))
      return (verdict, erasure)
    }
    try verdict.require()
    authenticator.forget(user: user.id)
    guard let erasure else { throw AppError(.unavailable, "erasure_missing", "The erasure was not begun. Try again.", retryAfterSeconds: 1) }
    return erasure
  }
}
