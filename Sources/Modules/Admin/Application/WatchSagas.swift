public import ForumKernel

/// Shows the sagas of all tenants and gives stuck ones another try; needs `tenant.manage`.
public struct WatchSagas: Sendable {
  let store: any SagaStore

  /// Newest first.
  public func list(_ page: PageRequest, by principal: Principal) async throws -> Page<SagaRecord> {
    try principal.require(.tenantManage)
    return try await store.sagas(page)
  }

  /// Throws `notFound` unless there is a stuck one of that id.
  public func retry(_ id: SagaID, by principal: Principal) async throws {
    try principal.require(.tenantManage)
    guard try await store.retrySaga(id, by: principal.userID) else { throw AppError.notFound("saga") }
  }
}
