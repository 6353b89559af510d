import ForumKernel

/// Looks whether a code is the second factor of an account: one of its app, or one of its recovery codes. Each is accepted once, also when it comes
/// many times at once: the check is part of the transaction that uses it.
struct CheckSecondFactor: Sendable {
  let secrets: any SecretKeeper

  func callAsFunction(_ code: String?, of user: UserID, _ tx: any AuthTransaction) throws -> FactorVerdict {
    guard var factor = try tx.totpFactor(of: user), factor.confirmedAt != nil else { return .notNeeded }
    guard let code = code.map(Self.plain), !code.isEmpty else { return .missing }
    if let seconds = factor.failures.wait(now: tx.now) { return .delayed(seconds: seconds) }
    let verdict =
      Self.isTimeCode(code) ? factor.judge(step: try step(of: code, factor, user, tx.now), now: tx.now) : try recovery(code, user, &factor, tx)
    try tx.put(factor, of: user)
    return verdict
  }

  /// The step of now, or one near it, that the code belongs to.
  func step(of code: String, _ factor: TOTPFactor, _ user: UserID, _ now: Timestamp) throws -> Int64? {
    let secret = try secrets.open(factor.sealedSecret, for: user.raw)
    return TOTPFactor.steps(at: now).first { secrets.timeCode(secret, step: $0) == Self.plain(code) }
  }

  private func recovery(_ code: String, _ user: UserID, _ factor: inout TOTPFactor, _ tx: any AuthTransaction) throws -> FactorVerdict {
    guard try tx.useRecoveryCode(digest: secrets.digest(code, for: user.raw), of: user) else {
      factor.fail(now: tx.now)
      return .wrong
    }
    factor.succeed(now: tx.now)
    try tx.emit(UserSecurityChanged(userID: user, change: .recoveryCodeUsed))
    try tx.audit(AuditEntry(action: "mfa.recovery_code", target: "user:\(user)"))
    return .accepted
  }

  /// Without the dashes and spaces that people copy with it.
  static func plain(_ code: String) -> String { code.uppercased().filter { $0 != "-" && $0 != " " } }

  private static func isTimeCode(_ code: String) -> Bool { code.utf8.count == 6 && code.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}

extension FactorVerdict {
  /// Throws what a client is told unless the way is free.
  func require() throws(AppError) {
    switch self {
    case .notNeeded, .accepted: return
    case .missing: throw AppError(.unauthenticated, "otp_required", "This account asks for a code of its app, or a recovery code, as `otp`.")
    case .wrong: throw AppError(.unauthenticated, "otp_wrong", "The code is wrong.", cause: "otp_wrong")
    case .used: throw AppError(.unauthenticated, "otp_wrong", "The code is wrong.", cause: "otp_used")
    case .delayed(let seconds):
      throw AppError(.tooMany, "otp_delayed", "There were many wrong codes. Wait before the next try.", retryAfterSeconds: Int(seconds))
    }
  }
}
