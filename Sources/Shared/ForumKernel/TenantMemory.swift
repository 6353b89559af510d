import Synchronization

/// Something of every tenant, read once and kept until it changes.
public final class TenantMemory<Value: Sendable>: Sendable {
  private struct Known {
    var values: [TenantID: Value] = [:]
    /// Raised by every `forget`: what was read before must not be kept after.
    var generation = 0
  }

  private let known = Mutex(Known())

  public init() {}

  public func value(of tenant: TenantID, read: (TenantID) async throws -> Value) async throws -> Value {
    let (value, generation) = known.withLock { ($0.values[tenant], $0.generation) }
    if let value { return value }
    let found = try await read(tenant)
    known.withLock { if $0.generation == generation { $0.values[tenant] = found } }
    return found
  }

  public func forget(_ tenant: TenantID) { change { $0[tenant] = nil } }

  /// When changes may have been missed.
  public func forgetAll() { change { $0 = [:] } }

  private func change(_ change: (inout [TenantID: Value]) -> Void) {
    known.withLock { known in
      known.generation += 1
      change(&known.values)
    }
  }
}
