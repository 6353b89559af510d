import ForumKernel

/// Slows down who guesses a password, and nobody else: tries are counted for an account and the lane that they come by. Somebody's own devices and
/// networks have lanes that no stranger gets into, so a flood of wrong passwords from elsewhere keeps nobody out.
struct LimitAttempts: Sendable {
  /// One try, before it is known how it ends.
  struct Attempt: Sendable {
    let tenant: TenantID
    /// A digest of the name that was given, whether it has an account or not: both are counted alike.
    let account: String
    let lane: String
    /// From where this account has signed in before; strangers share one counter beside their own.
    let isKnown: Bool
  }

  private static let strangers = "*"
  let store: any AuthStore
  let secrets: any SecretKeeper
  let clock: any WallClock

  func attempt(at name: String, lane: String, isKnown: Bool = true, _ tenant: TenantID) -> Attempt {
    Attempt(tenant: tenant, account: secrets.digest(name, for: tenant.raw), lane: lane, isKnown: isKnown)
  }

  /// Throws `tooMany` (`login_delayed`) when the lane has to wait. Asked before the password is looked at and again after it was right: of many
  /// tries at once, those that come to an end when the lane is closed already tell nobody whether they were right.
  func allow(_ attempt: Attempt) async throws {
    try check(attempt, try await store.failures(account: attempt.account, attempt.tenant))
  }

  /// Counts a wrong password. Throws `tooMany` (`login_delayed`) and counts nothing when others have closed the lane meanwhile.
  func failed(_ attempt: Attempt) async throws {
    try await store.write(attempt.tenant, actor: nil) { tx in
      try check(attempt, try tx.failures(account: attempt.account))
      try tx.countFailure(account: attempt.account, lane: attempt.lane)
      if !attempt.isKnown { try tx.countFailure(account: attempt.account, lane: Self.strangers) }
    }
  }

  private func check(_ attempt: Attempt, _ failures: [String: Failures]) throws {
    let now = clock.now
    if let seconds = failures[attempt.lane]?.wait(now: now) { throw Self.delayed(seconds, cause: "lane_delayed") }
    guard !attempt.isKnown, let all = failures[Self.strangers], all.count >= AuthLimits.failuresInARowMax else { return }
    let end = all.lastAt.adding(seconds: AuthLimits.failuresKeptSeconds)
    if now < end { throw Self.delayed((end.milliseconds - now.milliseconds + 999) / 1000, cause: "account_capped") }
  }

  /// Part of the transaction that the right password opens: the lane is free again, and so is the way of strangers.
  func succeeded(_ attempt: Attempt, _ tx: any AuthTransaction) throws {
    for lane in [attempt.lane, Self.strangers] { try tx.forgetFailures(account: attempt.account, lane: lane) }
  }

  /// The account has proven itself in another way: all lanes to this name are free again.
  func forgetAll(at name: String, _ tx: any AuthTransaction) throws {
    try tx.forgetFailures(account: secrets.digest(name, for: tx.tenant.raw))
  }

  private static func delayed(_ seconds: Int64, cause: String) -> AppError {
    AppError(
      .tooMany, "login_delayed", "There were many wrong passwords for this name. Wait before the next try.", retryAfterSeconds: Int(seconds),
      cause: cause)
  }
}
