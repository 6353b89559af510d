public import Forum
public import ForumKernel

extension SQLTransaction {
  public func imported(_ kind: ImportedKind, source: String, externalID: String) throws -> RawID? {
    try findImport(kind.rawValue, source, externalID)
  }

  public func rememberImport(_ kind: ImportedKind, source: String, externalID: String, as id: RawID) throws {
    try rememberImport(kind.rawValue, source, externalID, id)
  }

  public func importedAuthor(source: String, externalID: String, name: String) throws -> UserID {
    if let known = try findImport("author", source, externalID) { return ID(known) }
    let user = try insertImportedUser(name: name)
    try rememberImport("author", source, externalID, user.raw)
    return user
  }

  private func findImport(_ kind: String, _ source: String, _ externalID: String) throws -> RawID? {
    try ImportQueries.findImport(connection, tenantID: tenant.raw, source: source, kind: kind, externalID: externalID)
  }

  private func rememberImport(_ kind: String, _ source: String, _ externalID: String, _ id: RawID) throws {
    try ImportQueries.insertImport(connection, tenantID: tenant.raw, source: source, kind: kind, externalID: externalID, entityID: id)
  }
}

/// All of the forum's repositories together.
extension SQLTransaction: ForumTransaction {}

extension SQLStore: ForumStore {
  public func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any ForumTransaction) throws -> Result
  ) async throws -> Result {
    try await transaction(tenant, actor: actor) { try body($0) }
  }
}
