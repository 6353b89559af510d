import Admin
import Auth
import Forum
import ForumKernel
import Workers

extension Application {
  /// What makes tenants and takes them away, and what people ask for about themselves.
  var sagas: [SagaDefinition] {
    [
      SagaDefinition(
        ManageTenants.provision,
        steps: [
          .init("owner") {
            try await auth.provisionOwner($0.data, in: try Self.tenant($0))
          } undo: {
            try await admin.provisionTenant.remove(try Self.tenant($0))
          },
          .init("category") {
            try await forum.manageCategories.ensureFirst(in: try Self.tenant($0))
          } undo: {
            try await admin.provisionTenant.clear(try Self.tenant($0))
          },
          // The index and the stream are those of the deployment: they are ready for the tenant when they take what it wrote so far. What the stream
          // took goes with its retention; there is nothing to be found yet.
          .init("stream") { _ in try await publishedAll() },
          .init("search") { try await searchable(try Self.tenant($0)) },
          .init("open") {
            try await admin.provisionTenant.open(try Self.tenant($0))
          } undo: {
            try await admin.provisionTenant.close(try Self.tenant($0))
          },
        ]),
      SagaDefinition(
        ManageTenants.removal, isReversible: false,
        steps: [
          .init("threads", timeout: .seconds(600)) { try await forum.withdrawTenant(try Self.tenant($0)) },
          .init("search", timeout: .seconds(120)) { try await searchable(try Self.tenant($0)) },
          .init("rows", timeout: .seconds(600)) { try await admin.provisionTenant.remove(try Self.tenant($0)) },
          // By then every request has ended that was admitted before, and every consumer has seen the last event.
          .init("late rows", timeout: .seconds(600), wait: config.http.requestTimeout + .seconds(30)) {
            try await admin.provisionTenant.clear(try Self.tenant($0))
            _ = try await forum.collectAttachments.everything(of: try Self.tenant($0))
          },
        ]),
    ] + privacySagas
  }

  var sagaRunner: SagaRunner { SagaRunner(store: storage.admin, definitions: sagas, clock: clock, logger: logger) }

  private static func tenant(_ saga: SagaRecord) throws -> TenantID {
    guard let id = saga.data[ManageTenants.tenantKey].flatMap({ TenantID($0) }) else {
      throw AppError(.invalid, "saga_damaged", "The saga \(saga.id) does not say which tenant it is for.")
    }
    return id
  }

  private func publishedAll() async throws {
    guard let outbox = storage.outbox else { return }
    guard try await outbox.published(within: .seconds(20)) else {
      throw AppError(.unavailable, "stream_behind", "The event stream has not taken the tenant's events yet.")
    }
  }

  private func searchable(_ tenant: TenantID) async throws {
    guard try await waitUntilIndexed(.seconds(20)) else {
      throw AppError(.unavailable, "index_behind", "The search index has not caught up yet.")
    }
    _ = try await index.search(SearchQuery(tenant: tenant, text: ""))
  }
}
