public import Auth
public import ForumKernel

extension SQLStore: AuthStore {
  public func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AuthTransaction) throws -> Result
  ) async throws -> Result {
    try await transaction(tenant, actor: actor) { try body($0) }
  }

  public func user(_ id: UserID, _ tenant: TenantID) async throws -> User? {
    try await read(tenant) { try UserQueries.findUser($0, id: id.raw, tenantID: tenant.raw).map(User.init) }
  }

  public func user(handleKey: String, _ tenant: TenantID) async throws -> User? {
    try await read(tenant) { try UserQueries.findUserByHandle($0, tenantID: tenant.raw, handleKey: handleKey).map(User.init) }
  }

  public func user(emailKey: String, _ tenant: TenantID) async throws -> User? {
    try await read(tenant) { try UserQueries.findUserByEmail($0, tenantID: tenant.raw, emailKey: emailKey).map(User.init) }
  }

  public func passwordHash(of user: UserID, _ tenant: TenantID) async throws -> String? {
    try await read(tenant) { try CredentialQueries.findPasswordHash($0, userID: user.raw, tenantID: tenant.raw) }
  }

  public func session(_ id: SessionID, _ tenant: TenantID) async throws -> Session? {
    try await read(tenant) { try SessionQueries.findSession($0, id: id.raw, tenantID: tenant.raw).map(Session.init) }
  }

  public func sessions(of user: UserID, _ tenant: TenantID) async throws -> [Session] {
    try await read(tenant) { try SessionQueries.listOpenSessions($0, userID: user.raw, tenantID: tenant.raw).map(Session.init) }
  }

  public func totpFactor(of user: UserID, _ tenant: TenantID) async throws -> TOTPFactor? {
    try await read(tenant) { try FactorQueries.findTOTPFactor($0, userID: user.raw, tenantID: tenant.raw).map(TOTPFactor.init) }
  }

  public func hasSecondFactor(_ user: UserID, _ tenant: TenantID) async throws -> Bool {
    try await read(tenant) { try FactorQueries.countSecondFactors($0, userID: user.raw, tenantID: tenant.raw) ?? 0 > 0 }
  }

  public func recoveryCodeCount(of user: UserID, _ tenant: TenantID) async throws -> Int64 {
    try await read(tenant) { try FactorQueries.countRecoveryCodes($0, userID: user.raw, tenantID: tenant.raw) ?? 0 }
  }

  public func failures(account: String, _ tenant: TenantID) async throws -> [String: Failures] {
    try await read(tenant) { try Failures.byLane(of: account, tenant, $0) }
  }
}
