public import ForumKernel

/// Tells who follows the flags of a tenant that a flag service has changed one of them.
public struct TellFeatureChanges: Sendable {
  let source: any FeatureSource
  let store: any AdminStore
  let tenants: TenantDirectory

  /// Runs as long as the source may tell of changes; `failed` gets what kept one from being told.
  public func run(failed: @Sendable (TenantID, any Error) -> Void) async {
    for await tenant in source.changes where tenants.tenant(tenant) != nil {
      do {
        try await store.write(tenant, actor: nil) { tx in try tx.emit(FeatureChanged(tenantID: tx.tenant, key: nil)) }
      } catch {
        failed(tenant, error)
      }
    }
  }
}
