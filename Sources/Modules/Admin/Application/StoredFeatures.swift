public import ForumKernel

/// The flags of every tenant in the forum's store, read once and kept until one changes: programs ask for them all the time.
public final class StoredFeatures: FeatureSource {
  private let store: any AdminStore
  private let memory = TenantMemory<FeatureSet>()

  public init(store: any AdminStore) { self.store = store }

  /// By the flags as they were read last. A key that is no flag is the failure `flagNotFound`; throws when the store can't be read.
  public func evaluate(_ key: String, _ question: FeatureQuestion) async throws -> Result<FeatureEvaluation, FeatureFailure> {
    var inquiry = FeatureInquiry(try await features(of: question.tenant), question.context)
    return inquiry.ask(key)
  }

  /// By key. A flag that can't be evaluated is a failure in its own answer, never of the whole.
  public func evaluateAll(_ question: FeatureQuestion) async throws -> Result<[FeatureAnswer], FeatureFailure> {
    let features = try await features(of: question.tenant)
    var inquiry = FeatureInquiry(features, question.context)
    return .success(
      try features.keys.map { key in
        try Task.checkCancellation()
        return FeatureAnswer(key: key, result: inquiry.ask(key))
      })
  }

  /// The next question reads the tenant's flags again.
  public func forget(_ tenant: TenantID) { memory.forget(tenant) }

  /// The next question of each tenant reads its flags again.
  public func forgetAll() { memory.forgetAll() }

  public var changes: AsyncStream<TenantID> { AsyncStream { $0.finish() } }

  public var state: FeatureSourceState { FeatureSourceState(name: "store", location: nil, problem: nil) }

  private func features(of tenant: TenantID) async throws -> FeatureSet {
    try await memory.value(of: tenant) { FeatureSet(try await store.features($0)) }
  }
}
