public import ForumKernel

/// The codes that stand in for a lost authenticator app or passkey, each once.
public struct RecoveryCodes: Sendable {
  let store: any AuthStore
  let secrets: any SecretKeeper
  let stepUp: StepUp

  /// New ones; the old ones are void. Throws `notFound` without a second factor, and what `StepUp` throws.
  public func replace(password: String?, passkey: PasskeyAnswer? = nil, by principal: Principal) async throws -> [String] {
    let user = try await stepUp(password, passkey, by: principal).id
    let codes = Self.make(secrets)
    let digests = codes.map { secrets.digest(CheckSecondFactor.plain($0), for: user.raw) }
    try await store.write(principal.tenant, actor: user) { tx in
      guard try tx.hasSecondFactor(user) else { throw AppError.notFound("factor") }
      try tx.putRecoveryCodes(digests: digests, of: user)
      try tx.emit(UserSecurityChanged(userID: user, change: .recoveryCodesReplaced))
      try tx.audit(AuditEntry(action: "mfa.recovery_codes", target: "user:\(user)"))
    }
    return codes
  }

  /// `ABCDE-FGHIJ-KLM`: letters and digits that are hard to mistake for each other.
  static func make(_ secrets: any SecretKeeper) -> [String] {
    (0..<AuthLimits.recoveryCodes).map { _ in
      let text = Base32.encode(secrets.random(AuthLimits.recoveryCodeBytes))
      return stride(from: 0, to: text.count, by: 5).map { String(text.dropFirst($0).prefix(5)) }.joined(separator: "-")
    }
  }
}
