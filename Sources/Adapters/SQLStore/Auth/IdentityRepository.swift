public import Auth
public import ForumKernel
import Foundation

extension SQLTransaction {
  public func identity(issuer: String, subject: String) throws -> LinkedIdentity? {
    try IdentityQueries.findIdentity(connection, tenantID: tenant.raw, issuer: issuer, subject: subject).map(LinkedIdentity.init)
  }

  public func identities(of user: UserID) throws -> [LinkedIdentity] {
    try IdentityQueries.listIdentities(connection, userID: user.raw, tenantID: tenant.raw).map(LinkedIdentity.init)
  }

  public func insert(_ identity: LinkedIdentity) throws {
    try IdentityQueries.insertIdentity(
      connection, id: identity.id.raw, tenantID: tenant.raw, userID: identity.userID.raw, provider: identity.provider, issuer: identity.issuer,
      subject: identity.subject, createdAt: identity.createdAt.milliseconds)
  }

  public func deleteIdentity(_ id: LinkedIdentityID, of user: UserID) throws -> Bool {
    try IdentityQueries.deleteIdentity(connection, id: id.raw, userID: user.raw, tenantID: tenant.raw) == 1
  }

  public func providerSignIn(digest: String) throws -> ProviderSignIn? {
    try ProviderSignInQueries.findProviderSignIn(connection, tenantID: tenant.raw, digest: digest).map { row in
      ProviderSignIn(
        digest: row.digest, provider: row.provider, redirectURI: row.redirectUri, userID: row.userID.map { ID($0) },
        expiresAt: Timestamp(milliseconds: row.expiresAt), isSpent: row.isSpent,
        proven: try row.proven.map { try JSONDecoder().decode(ProvenIdentity.self, from: Data($0.utf8)) })
    }
  }

  public func insert(_ signIn: ProviderSignIn) throws {
    try ProviderSignInQueries.insertProviderSignIn(
      connection, tenantID: tenant.raw, digest: signIn.digest, provider: signIn.provider, redirectUri: signIn.redirectURI,
      userID: signIn.userID?.raw, expiresAt: signIn.expiresAt.milliseconds, isSpent: signIn.isSpent, proven: try signIn.provenText)
  }

  public func update(_ signIn: ProviderSignIn) throws {
    try ProviderSignInQueries.updateProviderSignIn(
      connection, isSpent: signIn.isSpent, proven: try signIn.provenText, tenantID: tenant.raw, digest: signIn.digest)
  }

  public func deleteProviderSignIn(digest: String) throws {
    try ProviderSignInQueries.deleteProviderSignIn(connection, tenantID: tenant.raw, digest: digest)
  }

  public func openProviderSignInCount() throws -> Int64 {
    try ProviderSignInQueries.countProviderSignIns(connection, tenantID: tenant.raw, nowAt: now.milliseconds) ?? 0
  }
}

extension SQLStore {
  public func identities(of user: UserID, _ tenant: TenantID) async throws -> [LinkedIdentity] {
    try await read(tenant) { try IdentityQueries.listIdentities($0, userID: user.raw, tenantID: tenant.raw).map(LinkedIdentity.init) }
  }
}

extension LinkedIdentity {
  init(_ row: IdentityQueries.IdentityRow) {
    self.init(
      id: ID(row.id), userID: ID(row.userID), provider: row.provider, issuer: row.issuer, subject: row.subject,
      createdAt: Timestamp(milliseconds: row.createdAt))
  }
}

extension ProviderSignIn {
  fileprivate var provenText: String? {
    get throws { try proven.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) } }
  }
}
