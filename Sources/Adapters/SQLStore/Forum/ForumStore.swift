public import Forum
public import ForumKernel

/// All of the forum's repositories together.
extension SQLTransaction: ForumTransaction {}

extension SQLStore: ForumStore {
  public func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any ForumTransaction) throws -> Result
  ) async throws -> Result {
    try await transaction(tenant, actor: actor) { try body($0) }
  }
}
