public import Admin
public import ForumKernel

extension SQLTransaction {
  public func features() throws -> [FeatureFlag] { try FeatureQueries.listFeatures(connection, tenantID: tenant.raw).map(FeatureFlag.init) }

  public func put(_ flag: FeatureFlag) throws {
    try FeatureQueries.putFeature(
      connection, tenantID: tenant.raw, key: flag.key, definition: String(decoding: JSONText.bytes(flag.definition), as: UTF8.self),
      version: flag.version, updatedAt: flag.updatedAt.milliseconds)
  }

  public func deleteFeature(_ key: String) throws -> Bool {
    try FeatureQueries.deleteFeature(connection, tenantID: tenant.raw, key: key) == 1
  }
}

extension SQLStore {
  public func features(_ tenant: TenantID) async throws -> [FeatureFlag] {
    try await read(tenant) { try FeatureQueries.listFeatures($0, tenantID: tenant.raw).map(FeatureFlag.init) }
  }
}

extension FeatureFlag {
  fileprivate init(_ row: FeatureQueries.ListFeaturesRow) throws {
    self.init(
      key: row.key, definition: try JSONText.value(row.definition), version: row.version, updatedAt: Timestamp(milliseconds: row.updatedAt))
  }
}
