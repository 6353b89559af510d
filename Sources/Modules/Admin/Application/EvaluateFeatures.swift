public import ForumKernel

/// Asks the tenant's flags; whoever may read the forum may.
public struct EvaluateFeatures: Sendable {
  let directory: FeatureDirectory

  public func callAsFunction(
    _ key: String, _ context: FeatureContext, by principal: Principal
  ) async throws -> Result<FeatureEvaluation, FeatureFailure> {
    try principal.require(.forumRead)
    var inquiry = FeatureInquiry(try await directory.features(of: principal.tenant), context)
    return inquiry.ask(key)
  }

  /// By key.
  public func all(
    _ context: FeatureContext, by principal: Principal
  ) async throws -> [(key: String, result: Result<FeatureEvaluation, FeatureFailure>)] {
    try principal.require(.forumRead)
    let features = try await directory.features(of: principal.tenant)
    var inquiry = FeatureInquiry(features, context)
    return try features.keys.map { key in
      try Task.checkCancellation()
      return (key, inquiry.ask(key))
    }
  }
}
