public import Auth
public import ForumKernel

extension SQLTransaction {
  public func passkeys(of user: UserID) throws -> [Passkey] {
    try PasskeyQueries.listPasskeys(connection, userID: user.raw, tenantID: tenant.raw).map(Passkey.init)
  }

  public func passkey(_ id: PasskeyID) throws -> Passkey? {
    try PasskeyQueries.findPasskey(connection, id: id.raw, tenantID: tenant.raw).map(Passkey.init)
  }

  public func passkey(credentialID: String) throws -> Passkey? {
    try PasskeyQueries.findPasskeyByCredential(connection, tenantID: tenant.raw, credentialID: credentialID).map(Passkey.init)
  }

  public func insert(_ passkey: Passkey) throws {
    try PasskeyQueries.insertPasskey(
      connection, id: passkey.id.raw, tenantID: tenant.raw, userID: passkey.userID.raw, credentialID: passkey.credentialID,
      relyingParty: passkey.relyingParty, publicKey: passkey.key.text, model: passkey.model, transports: JSONText.array(passkey.transports),
      name: passkey.name, isBackupEligible: passkey.isBackupEligible, isBackedUp: passkey.isBackedUp, signCount: passkey.signCount,
      createdAt: passkey.createdAt.milliseconds, version: passkey.version)
  }

  public func update(_ passkey: Passkey) throws {
    try PasskeyQueries.updatePasskey(
      connection, name: passkey.name, isBackedUp: passkey.isBackedUp, signCount: passkey.signCount, lastUsedAt: passkey.lastUsedAt?.milliseconds,
      suspectedAt: passkey.suspectedAt?.milliseconds, version: passkey.version, id: passkey.id.raw, tenantID: tenant.raw)
  }

  public func delete(_ passkey: Passkey) throws { try PasskeyQueries.deletePasskey(connection, id: passkey.id.raw, tenantID: tenant.raw) }

  public func spend(_ challenge: PasskeyChallenge) throws -> Bool {
    try PasskeyQueries.spendChallenge(
      connection, tenantID: tenant.raw, challenge: challenge.text, expiresAt: challenge.expiresAt.milliseconds) == 1
  }
}

extension SQLStore {
  public func passkeys(of user: UserID, _ tenant: TenantID) async throws -> [Passkey] {
    try await read(tenant) { try PasskeyQueries.listPasskeys($0, userID: user.raw, tenantID: tenant.raw).map(Passkey.init) }
  }

  public func passkey(credentialID: String, _ tenant: TenantID) async throws -> Passkey? {
    try await read(tenant) {
      try PasskeyQueries.findPasskeyByCredential($0, tenantID: tenant.raw, credentialID: credentialID).map(Passkey.init)
    }
  }
}

extension Passkey {
  init(_ row: PasskeyQueries.PasskeyRow) throws {
    guard let key = PasskeyKey(text: row.publicKey) else {
      throw AppError(.unavailable, "passkey_unreadable", "A passkey of this account can't be read.", cause: "public_key_malformed")
    }
    self.init(
      id: ID(row.id), userID: ID(row.userID), credentialID: row.credentialID, relyingParty: row.relyingParty, key: key, model: row.model,
      transports: try JSONText.strings(row.transports), name: row.name, isBackupEligible: row.isBackupEligible, isBackedUp: row.isBackedUp,
      signCount: row.signCount, createdAt: Timestamp(milliseconds: row.createdAt), lastUsedAt: row.lastUsedAt.map(Timestamp.init(milliseconds:)),
      suspectedAt: row.suspectedAt.map(Timestamp.init(milliseconds:)), version: row.version)
  }
}
