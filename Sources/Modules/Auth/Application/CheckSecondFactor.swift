import ForumKernel

/// Looks whether a code or an answer of a passkey is the second factor of an account: a code of its app, one of its recovery codes, one of its passkeys.
/// Each is accepted once, also when it comes many times at once: the check is part of the transaction that uses it, which must commit whatever comes of
/// it, since wrong ones are counted there.
struct CheckSecondFactor: Sendable {
  private enum Lane: String {
    /// Recovery codes of accounts without an app, whose own row counts for those that have one.
    case recovery
    case passkey
  }

  let secrets: any SecretKeeper

  func callAsFunction(_ code: String?, _ passkey: JudgedAnswer? = nil, of user: UserID, _ tx: any AuthTransaction) throws -> FactorVerdict {
    let app = try tx.totpFactor(of: user).flatMap { $0.confirmedAt == nil ? nil : $0 }
    guard try app != nil || !tx.passkeys(of: user).isEmpty else { return .notNeeded }
    if let passkey { return try use(passkey, of: user, asksForVerification: false, tx) }
    guard let code = code.map(Self.plain), !code.isEmpty else { return .missing }
    guard var app else { return try count(.recovery, user, tx) { try recovery(code, user, tx) } }
    if let seconds = app.failures.wait(now: tx.now) { return .delayed(seconds: seconds) }
    var verdict: FactorVerdict
    if Self.isTimeCode(code) {
      verdict = app.judge(step: try step(of: code, app, user, tx.now), now: tx.now)
    } else {
      verdict = try recovery(code, user, tx)
      if verdict == .accepted { app.succeed(now: tx.now) } else { app.fail(now: tx.now) }
    }
    try tx.put(app, of: user)
    return verdict
  }

  /// An answer of a passkey of the user. `asksForVerification`: it stands for the password, too, so the authenticator must have checked who uses it.
  func use(_ answer: JudgedAnswer, of user: UserID, asksForVerification: Bool, _ tx: any AuthTransaction) throws -> FactorVerdict {
    try count(.passkey, user, tx) {
      do {
        let facts = try answer.result.get()
        // Used up also by an answer that is refused below.
        guard try tx.spend(facts.challenge) else { throw PasskeyFault.challengeUsed }
        guard var passkey = try tx.passkey(facts.passkey), passkey.userID == user, passkey.key == facts.key else {
          throw PasskeyFault.credentialUnknown
        }
        guard facts.isUserVerified || !asksForVerification else { throw PasskeyFault.userUnverified }
        do throws(PasskeyFault) {
          try passkey.use(
            signCount: facts.signCount, isBackupEligible: facts.isBackupEligible, isBackedUp: facts.isBackedUp, now: tx.now)
        } catch {
          if error == .counterWentBack {
            try tx.update(passkey)
            try tx.emit(UserSecurityChanged(userID: user, change: .passkeySuspected))
            try tx.audit(AuditEntry(action: "passkey.suspect", target: "passkey:\(passkey.id)", reason: error.rawValue))
          }
          throw error
        }
        try tx.update(passkey)
        return .accepted
      } catch let fault as PasskeyFault {
        return .passkeyWrong(fault)
      }
    }
  }

  /// The step of now, or one near it, that the code belongs to.
  func step(of code: String, _ factor: TOTPFactor, _ user: UserID, _ now: Timestamp) throws -> Int64? {
    let secret = try secrets.open(factor.sealedSecret, for: user.raw)
    return TOTPFactor.steps(at: now).first { secrets.timeCode(secret, step: $0) == Self.plain(code) }
  }

  private func recovery(_ code: String, _ user: UserID, _ tx: any AuthTransaction) throws -> FactorVerdict {
    guard try tx.useRecoveryCode(digest: secrets.digest(code, for: user.raw), of: user) else { return .wrong }
    try tx.emit(UserSecurityChanged(userID: user, change: .recoveryCodeUsed))
    try tx.audit(AuditEntry(action: "mfa.recovery_code", target: "user:\(user)"))
    return .accepted
  }

  /// Slows wrong ones down, by a counter that only who has the password or a passkey reaches.
  private func count(_ lane: Lane, _ user: UserID, _ tx: any AuthTransaction, _ judge: () throws -> FactorVerdict) throws -> FactorVerdict {
    let account = Self.counter(of: user, tx.tenant, secrets)
    if let seconds = try tx.failures(account: account)[lane.rawValue]?.wait(now: tx.now) { return .delayed(seconds: seconds) }
    let verdict = try judge()
    if verdict == .accepted {
      try tx.forgetFailures(account: account, lane: lane.rawValue)
    } else {
      try tx.countFailure(account: account, lane: lane.rawValue)
    }
    return verdict
  }

  /// Under which wrong ones are counted.
  static func counter(of user: UserID, _ tenant: TenantID, _ secrets: any SecretKeeper) -> String {
    secrets.digest("factor:\(user)", for: tenant.raw)
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
    case .missing:
      throw AppError(
        .unauthenticated, "otp_required",
        "This account asks for a second factor: a code of its app or a recovery code as `otp`, or one of its passkeys as `passkey`.")
    case .wrong: throw AppError(.unauthenticated, "otp_wrong", "The code is wrong.", cause: "otp_wrong")
    case .used: throw AppError(.unauthenticated, "otp_wrong", "The code is wrong.", cause: "otp_used")
    case .passkeyWrong(let fault): throw Self.refused(fault)
    case .delayed(let seconds):
      throw AppError(.tooMany, "otp_delayed", "There were many wrong codes. Wait before the next try.", retryAfterSeconds: Int(seconds))
    }
  }

  /// Strangers are told nothing of what was wrong; the log is.
  static func refused(_ fault: PasskeyFault) -> AppError {
    AppError(
      .unauthenticated, "passkey_wrong", "This answer of a passkey is not accepted. Ask for new options and try again.", cause: fault.rawValue)
  }
}
