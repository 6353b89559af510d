import ForumKernel

/// Who asks for something that cannot be taken back shows that it is them: the password, also right after the sign-in, and the second factor where there is one.
struct ConfirmIdentity: Sendable {
  let stepUp: StepUp
  let judge: JudgePasskey
  let check: CheckSecondFactor

  /// The account. Throws `forbidden` (`password_required`, `session_required`), `unauthenticated` (`wrong_credentials`), `tooMany` (`login_delayed`).
  func password(_ password: String?, by principal: Principal) async throws -> User {
    guard let password else {
      // An account without one shows it by a fresh sign-in over its provider.
      if let id = principal.userID, try await stepUp.store.passwordHash(of: id, principal.tenant) == nil {
        return try await stepUp(nil, by: principal)
      }
      throw AppError(.forbidden, "password_required", "This needs your password, also right after the sign-in: send it.")
    }
    return try await stepUp(password, by: principal)
  }

  /// An answer of a passkey, before the transaction that it is good for.
  func judged(_ passkey: PasskeyAnswer?, of user: UserID, _ tenant: TenantID) async throws -> JudgedAnswer? {
    guard let passkey else { return nil }
    return try await judge.answer(passkey, to: .confirm, of: user, tenant)
  }

  /// Part of the transaction that it guards, which must commit whatever the verdict is: wrong codes are counted there.
  func factor(_ code: String?, _ passkey: JudgedAnswer?, of user: UserID, _ tx: any AuthTransaction) throws -> FactorVerdict {
    try check(code, passkey, of: user, tx)
  }
}
