public import ForumKernel

/// Asks the tenant's flags; whoever may read the forum may.
public struct EvaluateFeatures: Sendable {
  let source: any FeatureSource
  let tenants: TenantDirectory
  let hooks: FeatureHooks

  /// One flag. A failure gives the default of whoever asks. Throws what `forum.read` throws, and `notFound` (`tenant_not_found`).
  public func callAsFunction(
    _ key: String, _ context: FeatureContext, by principal: Principal
  ) async throws -> Result<FeatureEvaluation, FeatureFailure> {
    try await hooks.around(key, try question(context, principal)) { try await source.evaluate(key, $0) }
  }

  /// By key.
  public func all(_ context: FeatureContext, by principal: Principal) async throws -> Result<[FeatureAnswer], FeatureFailure> {
    try await hooks.around(all: try question(context, principal)) { try await source.evaluateAll($0) }
  }

  private func question(_ context: FeatureContext, _ principal: Principal) throws -> FeatureQuestion {
    try principal.require(.forumRead)
    guard let tenant = tenants.tenant(principal.tenant) else { throw AppError.notFound("tenant") }
    return FeatureQuestion(tenant: tenant.id, slug: tenant.slug, context: context)
  }
}
