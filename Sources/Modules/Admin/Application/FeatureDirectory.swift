public import ForumKernel

/// The flags of every tenant, read once and kept until one changes: programs ask for them all the time.
public final class FeatureDirectory: Sendable {
  private let store: any AdminStore
  private let memory = TenantMemory<FeatureSet>()

  init(store: any AdminStore) { self.store = store }

  public func features(of tenant: TenantID) async throws -> FeatureSet {
    try await memory.value(of: tenant) { FeatureSet(try await store.features($0)) }
  }

  /// When one of the tenant's changed.
  public func forget(_ tenant: TenantID) { memory.forget(tenant) }

  /// When changes may have been missed.
  func forgetAll() { memory.forgetAll() }
}
