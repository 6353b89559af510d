import Admin
import Auth
import Forum
import ForumKernel
import Foundation
import Support
import Testing

@testable import ForumRuntime
@testable import Workers

@Suite("The making of a tenant") struct TenantSagaJourneys {
  /// A forum in `folder` whose consumers run and whose sagas stand still: the test does their steps.
  private static func with(_ folder: String, _ body: (Application) async throws -> Void) async throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let application = try await Application.build(
      config: try storedConfig(folder), adapters: try TestAdapters.inMemory(), dataDirectory: folder, clock: ManualClock(), logger: .silent)
    let consumers = application.consumers.map { consumer in Task { await application.loop(of: consumer).run() } }
    do {
      try await body(application)
    } catch {
      for consumer in consumers { consumer.cancel() }
      await application.close()
      throw error
    }
    for consumer in consumers { consumer.cancel() }
    await application.close()
  }

  private static let owner = ["owner_handle": "olga", "owner_email": "olga@example.org", "owner_password_hash": "plain"]

  private static func begin(_ application: Application) async throws {
    let draft = try TenantDraft(slug: "acme", name: "Acme", hosts: ["acme.example.org"], quotas: TenantQuotas(), region: nil)
    _ = try await application.admin.manageTenants.create(draft, owner: owner, by: application.operatorPrincipal, once: nil)
  }

  @Test("goes on where it was when the process dies between any two steps, or in the middle of one", arguments: 0...4, [false, true])
  func resumes(_ steps: Int, isWithin: Bool) async throws {
    try await withTemporaryFolder { folder in
      try await Self.with(folder) { application in
        try await Self.begin(application)
        for _ in 0..<steps { #expect(try await application.sagaRunner.advanceOne()) }
        guard isWithin else { return }
        // The step is done, but nobody lives to note it.
        let claimed = try await application.storage.admin.claimSaga { _ in .seconds(600) }
        let saga = try #require(claimed)
        try await application.sagas[0].steps[steps].run(saga)
      }
      try await Self.with(folder) { application in
        try await application.storage.admin.releaseSagas()
        while try await application.sagaRunner.advanceOne() {}
        let tenant = try #require(application.admin.tenants.tenant(slug: "acme", host: nil))
        #expect(tenant.state == .active)
        let saga = try await application.storage.admin.sagas(PageRequest(limit: 5)).items
        #expect(saga.map(\.state) == [.done] && saga.allSatisfy { $0.data.isEmpty })
        #expect(try await application.storage.reader.categories(.all(tenant.id)).count == 1)
        #expect(try await application.auth.accounts.userID(handle: "olga", tenant: tenant.id) != nil)
        #expect(try await application.storage.admin.usage(of: tenant.id).members == 1)
      }
    }
  }

  @Test("leaves nothing behind when a step can't be done, and its slug is free again", arguments: 0...4)
  func compensates(_ failing: Int) async throws {
    try await withTemporaryFolder { folder in
      try await Self.with(folder) { application in
        try await Self.begin(application)
        let tenant = try #require(application.admin.tenants.tenant(slug: "acme", host: nil))
        let definition = application.sagas[0]
        let steps = definition.steps.enumerated().map { number, step in
          number != failing
            ? step
            : .init(step.name) { saga in
              try await step.run(saga)
              throw AppError(.conflict, "disk_full", "The disk is full.")
            } undo: {
              try await step.undo($0)
            }
        }
        let runner = SagaRunner(
          store: application.storage.admin, definitions: [SagaDefinition(definition.kind, steps: steps)], clock: application.clock, logger: .silent)
        while try await runner.advanceOne() {}
        let sagas = try await application.storage.admin.sagas(PageRequest(limit: 5)).items
        #expect(sagas.first?.state == .undone && sagas.first?.problem == "The disk is full.")
        #expect(application.admin.tenants.tenant(slug: "acme", host: nil) == nil)
        #expect(application.admin.tenants.tenant(slug: nil, host: "acme.example.org")?.slug == "main")
        #expect(try await application.storage.admin.purge(tenant.id, rowsMax: 10) == 0)
        try await Self.begin(application)
      }
    }
  }

  @Test("that is stuck is shown with its reason, and gets another try when an administrator asks for it")
  func stuck() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      let tenant = forum.application.defaultTenant.id
      let id = try await forum.application.storage.admin.write(tenant, actor: nil) { try $0.begin("of.tomorrow", subject: "thing:1", data: [:]) }
      for expected in 1...2 {
        while try await main.get("admin/audit?action=saga.stuck").expect(200).data["items"].items.count < expected {
          try await Task.sleep(for: .milliseconds(20))
        }
        let saga = try await main.get("admin/sagas").expect(200).data["items"][0]
        #expect(saga["id"].text == "\(id)" && saga["state"].text == "stuck" && saga["problem"].text.contains("of.tomorrow"))
        try await main.post("admin/sagas/\(id)/retry").expect(204)
      }
      try await main.post("admin/sagas/\(forum.application.ids.nextRaw())/retry").expect(404, "saga_not_found")
      try await forum.member("ada").get("admin/sagas").expect(403, "permission_missing")
      #expect(try await main.get("admin/audit?action=saga.retry").expect(200).data["items"].items.count == 2)
    }
  }
}
