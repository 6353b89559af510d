public import Auth
public import ForumKernel

extension SQLTransaction {
  public func totpFactor(of user: UserID) throws -> TOTPFactor? {
    try FactorQueries.findTOTPFactor(connection, userID: user.raw, tenantID: tenant.raw).map(TOTPFactor.init)
  }

  public func hasSecondFactor(_ user: UserID) throws -> Bool {
    try FactorQueries.countSecondFactors(connection, userID: user.raw, tenantID: tenant.raw) ?? 0 > 0
  }

  public func put(_ factor: TOTPFactor, of user: UserID) throws {
    try FactorQueries.putTOTPFactor(
      connection, userID: user.raw, tenantID: tenant.raw, sealedSecret: factor.sealedSecret, createdAt: factor.createdAt.milliseconds,
      confirmedAt: factor.confirmedAt?.milliseconds, lastStep: factor.lastStep, failures: factor.failures.count,
      failedAt: factor.failures.lastAt.milliseconds)
  }

  public func removeTOTPFactor(of user: UserID) throws {
    try FactorQueries.deleteTOTPFactor(connection, userID: user.raw, tenantID: tenant.raw)
  }

  public func removeRecoveryCodes(of user: UserID) throws {
    try FactorQueries.deleteRecoveryCodes(connection, userID: user.raw, tenantID: tenant.raw)
  }

  public func putRecoveryCodes(digests: [String], of user: UserID) throws {
    try FactorQueries.deleteRecoveryCodes(connection, userID: user.raw, tenantID: tenant.raw)
    for digest in digests {
      try FactorQueries.insertRecoveryCode(connection, userID: user.raw, digest: digest, tenantID: tenant.raw, createdAt: now.milliseconds)
    }
  }

  public func useRecoveryCode(digest: String, of user: UserID) throws -> Bool {
    try FactorQueries.useRecoveryCode(connection, usedAt: now.milliseconds, userID: user.raw, digest: digest, tenantID: tenant.raw) == 1
  }

  public func failures(account: String) throws -> [String: Failures] { try Failures.byLane(of: account, tenant, connection) }

  public func countFailure(account: String, lane: String) throws {
    try FailureQueries.countFailure(connection, tenantID: tenant.raw, account: account, lane: lane, failedAt: now.milliseconds)
  }

  public func forgetFailures(account: String) throws {
    try FailureQueries.forgetAllFailures(connection, tenantID: tenant.raw, account: account)
  }

  public func forgetFailures(account: String, lane: String) throws {
    try FailureQueries.forgetFailures(connection, tenantID: tenant.raw, account: account, lane: lane)
  }
}

extension Failures {
  static func byLane(of account: String, _ tenant: TenantID, _ connection: any SQLConnection) throws -> [String: Failures] {
    let rows = try FailureQueries.listFailures(connection, tenantID: tenant.raw, account: account)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.lane, Failures(count: $0.failures, lastAt: Timestamp(milliseconds: $0.failedAt))) })
  }
}

extension TOTPFactor {
  init(_ row: FactorQueries.FindTOTPFactorRow) {
    self.init(
      sealedSecret: row.sealedSecret, createdAt: Timestamp(milliseconds: row.createdAt),
      confirmedAt: row.confirmedAt.map(Timestamp.init(milliseconds:)), lastStep: row.lastStep,
      failures: Failures(count: row.failures, lastAt: Timestamp(milliseconds: row.failedAt)))
  }
}
