public import ForumKernel
import Foundation

/// What an authenticator app needs, to be shown once.
public struct TOTPEnrolment: Sendable {
  /// In base 32.
  public let secret: String
  /// `otpauth://totp/…`, for a QR code.
  public let url: String
}

/// What stands between the caller's password and their account.
public struct FactorState: Sendable {
  public let hasTOTP: Bool
  public let passkeys: Int
  public let recoveryCodesLeft: Int64
}

/// Joins an authenticator app to the caller's account, and parts them again.
public struct EnrolTOTP: Sendable {
  private static let issuer = "forum-lite"

  let store: any AuthStore
  let secrets: any SecretKeeper
  let stepUp: StepUp
  let check: CheckSecondFactor
  let confirm: ConfirmIdentity
  let demand: FactorDemand
  let authenticator: Authenticator

  /// An app that was not confirmed does not count. Throws `unauthenticated` (`sign_in_required`).
  public func state(by principal: Principal) async throws -> FactorState {
    let user = try principal.requireUser()
    let hasTOTP = try await store.totpFactor(of: user, principal.tenant)?.confirmedAt != nil
    let passkeys = try await store.passkeys(of: user, principal.tenant).count
    return FactorState(hasTOTP: hasTOTP, passkeys: passkeys, recoveryCodesLeft: try await store.recoveryCodeCount(of: user, principal.tenant))
  }

  /// A new secret; it asks nobody for codes before `confirm`. Throws `conflict` (`totp_enrolled`) and what `StepUp` throws.
  public func begin(password: String?, passkey: PasskeyAnswer? = nil, by principal: Principal) async throws -> TOTPEnrolment {
    let user = try await stepUp(password, passkey, by: principal)
    let secret = secrets.random(AuthLimits.totpSecretBytes)
    let sealed = try secrets.seal(secret, for: user.id.raw)
    try await store.write(principal.tenant, actor: user.id) { tx in
      if try tx.totpFactor(of: user.id)?.confirmedAt != nil {
        throw AppError(.conflict, "totp_enrolled", "This account has an authenticator app; remove that one first.")
      }
      try tx.put(.new(sealedSecret: sealed, now: tx.now), of: user.id)
    }
    let text = Base32.encode(secret)
    let label = "\(Self.issuer):\(user.handle.text)".addingPercentEncoding(withAllowedCharacters: .urlHostAllowed) ?? Self.issuer
    return TOTPEnrolment(
      secret: text, url: "otpauth://totp/\(label)?secret=\(text)&issuer=\(Self.issuer)&algorithm=SHA1&digits=6&period=\(AuthLimits.totpStepSeconds)")
  }

  /// The first code of the app switches the second factor on, and cannot be used a second time. Returns the recovery codes, which are shown once.
  /// Throws `conflict` (`totp_not_begun`), `invalid` (`otp_wrong`), `tooMany` (`otp_delayed`).
  public func confirm(code: String, by principal: Principal) async throws -> [String] {
    let user = try principal.requireUser()
    try principal.requireSession()
    let codes = RecoveryCodes.make(secrets)
    let digests = codes.map { secrets.digest(CheckSecondFactor.plain($0), for: user.raw) }
    let verdict = try await store.write(principal.tenant, actor: user) { [check] tx in
      guard var factor = try tx.totpFactor(of: user), factor.confirmedAt == nil else {
        throw AppError(.conflict, "totp_not_begun", "There is no authenticator app to be confirmed: POST me/mfa/totp comes first.")
      }
      if let seconds = factor.failures.wait(now: tx.now) { return FactorVerdict.delayed(seconds: seconds) }
      let verdict = factor.judge(step: try check.step(of: code, factor, user, tx.now), now: tx.now)
      if verdict == .accepted {
        factor.confirmedAt = tx.now
        try tx.putRecoveryCodes(digests: digests, of: user)
        try tx.emit(UserSecurityChanged(userID: user, change: .factorAdded))
        try tx.audit(AuditEntry(action: "mfa.enrol", target: "user:\(user)"))
      }
      try tx.put(factor, of: user)
      return verdict
    }
    if case .wrong = verdict {
      throw AppError(.invalid, "otp_wrong", "This is not the app's code of now.", faults: [Fault("/code", "wrong", "Wrong code.")])
    }
    try verdict.require()
    authenticator.forget(user: user)
    return codes
  }

  /// Takes the app away: only with the password and a code or a passkey, so that a stolen session cannot. With the last factor the recovery codes go, too.
  /// Throws `unauthenticated`, `tooMany`, `notFound`, `conflict` (`last_factor`) where a role or a policy demands
  /// a second factor.
  public func remove(password: String, code: String?, passkey: PasskeyAnswer? = nil, by principal: Principal) async throws {
    let user = try await confirm.password(password, by: principal)
    let answer = try await confirm.judged(passkey, of: user.id, principal.tenant)
    let verdict = try await store.write(principal.tenant, actor: user.id) { [check, demand] tx in
      guard try tx.totpFactor(of: user.id)?.confirmedAt != nil else { return FactorVerdict.notNeeded }
      let verdict = try check(code, answer, of: user.id, tx)
      guard verdict == .accepted else { return verdict }
      try tx.removeTOTPFactor(of: user.id)
      try demand.requireFactor(of: user, principal, tx)
      if try !tx.hasSecondFactor(user.id) { try tx.removeRecoveryCodes(of: user.id) }
      try tx.emit(UserSecurityChanged(userID: user.id, change: .factorRemoved))
      try tx.audit(AuditEntry(action: "mfa.remove", target: "user:\(user.id)"))
      return verdict
    }
    guard verdict != .notNeeded else { throw AppError.notFound("factor") }
    try verdict.require()
    authenticator.forget(user: user.id)
  }
}
