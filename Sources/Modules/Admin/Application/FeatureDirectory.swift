public import ForumKernel
import Synchronization

/// The flags of every tenant, read once and kept until one changes: programs ask for them all the time.
public final class FeatureDirectory: Sendable {
  private struct Known {
    var sets: [TenantID: FeatureSet] = [:]
    /// Raised by every `forget`: what was read before must not be remembered after.
    var generation = 0
  }

  private let store: any AdminStore
  private let known = Mutex(Known())

  init(store: any AdminStore) { self.store = store }

  public func features(of tenant: TenantID) async throws -> FeatureSet {
    let (set, generation) = known.withLock { ($0.sets[tenant], $0.generation) }
    if let set { return set }
    let read = FeatureSet(try await store.features(tenant))
    known.withLock { if $0.generation == generation { $0.sets[tenant] = read } }
    return read
  }

  /// When one of the tenant's changed.
  public func forget(_ tenant: TenantID) { forget { $0[tenant] = nil } }

  /// When changes may have been missed.
  func forgetAll() { forget { $0 = [:] } }

  private func forget(_ change: (inout [TenantID: FeatureSet]) -> Void) {
    known.withLock { known in
      known.generation += 1
      change(&known.sets)
    }
  }
}
