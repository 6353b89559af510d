import Admin
import ForumKernel
import SQLStore
import Support

/// A store with an audit log of some length, and a thief's access to its rows.
struct AuditBackend: Sendable {
  let engine: SQLBackend
  let store: SQLStore
  let driver: any SQLDriver
  let clock: ManualClock
  let tenant: TenantID
  let anchors = MemoryAnchors()

  static func with(_ engine: SQLBackend, rows: Int = 12, _ body: (AuditBackend) async throws -> Void) async throws {
    try await engine.with { driver in
      let clock = ManualClock()
      let ids = IDGenerator(clock: clock)
      let store = SQLStore(driver: driver, clock: clock, ids: ids, outboxIsStream: true)
      let backend = AuditBackend(engine: engine, store: store, driver: driver, clock: clock, tenant: ids.next())
      for row in 1...rows { try await backend.write(row) }
      try await body(backend)
    }
  }

  /// One line; every third has personal data.
  func write(_ number: Int, of other: TenantID? = nil) async throws {
    let personal = number.isMultiple(of: 3) ? "login=ada\(number)" : nil
    try await store.transaction(other ?? tenant, actor: UserID(store.newID())) { tx in
      try tx.audit(AuditEntry(action: "role.grant", target: "user:\(number)", reason: "member", personal: personal))
    }
  }

  var keep: KeepAudit { module.keepAudit }

  func verify() async throws -> AuditReport { try await module.verifyAudit() }

  /// The finding of the one chain there is.
  func finding() async throws -> AuditFinding? { try await verify().chains.first { $0.tenant == tenant }?.finding }

  func refuses(_ script: String) async -> Bool {
    do { try await driver.write { try $0.run(script: script) } } catch { return true }
    return false
  }

  /// Whether anchoring tells that rows are gone.
  func refusesToAnchor() async -> Bool {
    do { try await keep.anchor() } catch { return (error as? AppError)?.slug == "audit_shrunk" }
    return false
  }

  /// What somebody does who owns the database.
  func steal(_ script: String) async throws {
    let triggers =
      engine.isPostgres
      ? "DROP TRIGGER IF EXISTS audit_log_append_only ON audit_log; DROP TRIGGER IF EXISTS audit_details_no_update ON audit_details;"
      : "DROP TRIGGER IF EXISTS audit_log_no_update; DROP TRIGGER IF EXISTS audit_log_no_delete; DROP TRIGGER IF EXISTS audit_details_no_update;"
    try await driver.write { try $0.run(script: triggers + script) }
  }

  private var module: AdminModule {
    AdminModule(
      store: store, features: StoredFeatures(store: store), anchors: anchors, clock: clock, defaultTenant: "main",
      retention: Retention(age: .seconds(90 * 86_400)), categories: { _ in [] })
  }
}

extension SQLStore {
  /// An id for a test.
  func newID() -> RawID { RawID(high: UInt64.random(in: 0...UInt64.max) & ~0xf000 | 0x7000, low: UInt64.random(in: 0...UInt64.max) >> 2 | 1 << 63) }
}
