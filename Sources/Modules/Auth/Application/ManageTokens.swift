public import ForumKernel

/// A token with its text, which is shown once.
public struct NewPersonalToken: Sendable {
  public let token: PersonalToken
  public let text: String
}

/// Makes, lists and revokes the caller's tokens for programs. A token makes and revokes none: that needs a session.
public struct ManageTokens: Sendable {
  let store: any AuthStore
  let secrets: any SecretKeeper
  let stepUp: StepUp
  let authenticator: Authenticator

  /// The scopes are permissions; what the owner lacks now, the token lacks until the owner has it. Throws `invalid` for scopes that do not exist,
  /// `conflict` (`too_many_tokens`), and what `StepUp` throws.
  public func make(
    name: String, scopes: [String], days: Int, password: String?, passkey: PasskeyAnswer? = nil, by principal: Principal
  ) async throws -> NewPersonalToken {
    let scopes = try Self.scopes(named: scopes)
    let user = try await stepUp(password, passkey, by: principal)
    let secret = Base32.encode(secrets.random(AuthLimits.tokenSecretBytes))
    let token = try await store.write(principal.tenant, actor: user.id) { [secrets] tx in
      guard try tx.personalTokens(of: user.id).count < AuthLimits.tokensMax else {
        throw AppError(.conflict, "too_many_tokens", "An account has at most \(AuthLimits.tokensMax) tokens: revoke one first.")
      }
      let id: PersonalTokenID = tx.newID()
      let token = PersonalToken(
        id: id, userID: user.id, name: name, digest: secrets.digest(secret, for: id.raw), scopes: scopes, createdAt: tx.now,
        expiresAt: tx.now.adding(seconds: Int64(days) * 86_400))
      try tx.insert(token)
      try tx.emit(UserSecurityChanged(userID: user.id, change: .tokenMade))
      try tx.audit(AuditEntry(action: "token.create", target: "token:\(id)", reason: scopes.map(\.rawValue).sorted().joined(separator: " ")))
      return token
    }
    return NewPersonalToken(token: token, text: PersonalTokenText(id: token.id, secret: secret).text)
  }

  /// Newest first, also those that have ended and are not swept yet.
  public func list(by principal: Principal) async throws -> [PersonalToken] {
    try await store.personalTokens(of: try principal.requireUser(), principal.tenant)
  }

  /// At once on this node, and everywhere with the event. Throws `notFound` for others', `forbidden` (`session_required`).
  public func revoke(_ id: PersonalTokenID, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try principal.requireSession()
    try await store.write(principal.tenant, actor: user) { tx in
      guard try tx.deletePersonalToken(id, of: user) else { throw AppError.notFound("token") }
      try tx.emit(UserTokensChanged(userID: user))
      try tx.audit(AuditEntry(action: "token.revoke", target: "token:\(id)"))
    }
    authenticator.forget(user: user)
  }

  /// Throws `invalid` with a fault for each name that is no permission.
  @discardableResult
  public static func scopes(named names: [String]) throws(AppError) -> Set<Permission> {
    let known = Set(Permission.catalog.map(\.0))
    let faults = names.enumerated().filter { !known.contains(Permission(rawValue: $0.element)) }.map {
      Fault("/scopes/\($0.offset)", "unknown_permission", "There is no permission \($0.element).")
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
    return Set(names.map(Permission.init(rawValue:)))
  }
}

extension Principal {
  /// Throws `forbidden` (`session_required`) for a program with a token: what decides over the account itself is for people.
  func requireSession() throws(AppError) {
    guard sessionID != nil else { throw AppError(.forbidden, "session_required", "This needs a sign-in: a token for programs may not do it.") }
  }
}

extension AuthTransaction {
  /// All of somebody's tokens are void.
  func revokePersonalTokens(of user: UserID) throws {
    let tokens = try personalTokens(of: user)
    for token in tokens { _ = try deletePersonalToken(token.id, of: user) }
    guard !tokens.isEmpty else { return }
    try emit(UserTokensChanged(userID: user))
    try audit(AuditEntry(action: "token.revoke_all", target: "user:\(user)"))
  }
}
