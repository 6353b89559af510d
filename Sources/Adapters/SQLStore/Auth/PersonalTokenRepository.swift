public import Auth
public import ForumKernel

extension SQLTransaction {
  public func personalTokens(of user: UserID) throws -> [PersonalToken] {
    try PersonalTokenQueries.listPersonalTokens(connection, userID: user.raw, tenantID: tenant.raw).map(PersonalToken.init)
  }

  public func insert(_ token: PersonalToken) throws {
    try PersonalTokenQueries.insertPersonalToken(
      connection, id: token.id.raw, tenantID: tenant.raw, userID: token.userID.raw, name: token.name, digest: token.digest,
      scopes: JSONText.array(token.scopes.map(\.rawValue).sorted()), createdAt: token.createdAt.milliseconds,
      expiresAt: token.expiresAt.milliseconds)
  }

  public func deletePersonalToken(_ id: PersonalTokenID, of user: UserID) throws -> Bool {
    try PersonalTokenQueries.deletePersonalToken(connection, id: id.raw, userID: user.raw, tenantID: tenant.raw) == 1
  }
}

extension SQLStore {
  public func personalToken(_ id: PersonalTokenID, _ tenant: TenantID) async throws -> PersonalToken? {
    try await read(tenant) { try PersonalTokenQueries.findPersonalToken($0, id: id.raw, tenantID: tenant.raw).map(PersonalToken.init) }
  }

  public func personalTokens(of user: UserID, _ tenant: TenantID) async throws -> [PersonalToken] {
    try await read(tenant) { try PersonalTokenQueries.listPersonalTokens($0, userID: user.raw, tenantID: tenant.raw).map(PersonalToken.init) }
  }
}

extension PersonalToken {
  init(_ row: PersonalTokenQueries.PersonalTokenRow) throws {
    self.init(
      id: ID(row.id), userID: ID(row.userID), name: row.name, digest: row.digest,
      scopes: Set(try JSONText.strings(row.scopes).map(Permission.init(rawValue:))), createdAt: Timestamp(milliseconds: row.createdAt),
      expiresAt: Timestamp(milliseconds: row.expiresAt))
  }
}
