public import ForumKernel

/// Makes archives of what the forum knows about the caller.
public struct ExportAccount: Sendable {
  public static let kind = "account.export"
  /// The name under which a saga of this kind keeps the export's id.
  public static let exportKey = "export_id"

  let store: any PrivacyStore
  let accounts: any AuthStore
  let stepUp: StepUp
  let policy: PrivacyPolicy
  let clock: any WallClock

  /// Begins one; the answer comes before it is made. Throws `conflict` (`export_running`), `tooMany` (`export_too_soon`), and what `StepUp` throws.
  public func request(password: String?, passkey: PasskeyAnswer? = nil, by principal: Principal) async throws -> AccountExport {
    try await begin(try await stepUp(password, passkey, by: principal).id, principal.tenant, isPaced: true)
  }

  /// For the operator of the machine. Throws `notFound`.
  public func request(handle: String, tenant: TenantID) async throws -> AccountExport {
    guard let user = try await accounts.user(handleKey: handle.lowercased(), tenant) else { throw AppError.notFound("user") }
    return try await begin(user.id, tenant, isPaced: false)
  }

  /// The caller's newest one. Throws `notFound`.
  public func newest(by principal: Principal) async throws -> AccountExport {
    guard let export = try await store.newestExport(of: try principal.requireUser(), principal.tenant), clock.now < export.expiresAt else {
      throw AppError.notFound("export")
    }
    return export
  }

  /// The caller's newest one, when it is made. Throws `notFound`, `conflict` (`export_not_ready`), `forbidden` (`session_required`).
  public func ready(by principal: Principal) async throws -> AccountExport {
    try principal.requireSession()
    let export = try await newest(by: principal)
    guard export.state == .done else { throw AppError(.conflict, "export_not_ready", "The export is not made yet.") }
    return export
  }

  /// Of whichever account, in whatever state; nil once it was taken away. For who puts the forum together: nobody is asked for rights.
  public func find(_ id: AccountExportID, tenant: TenantID) async throws -> AccountExport? { try await store.export(id, tenant) }

  /// The first file after this number; nil at the end.
  public func part(of export: AccountExport, after number: Int64) async throws -> ExportPart? {
    try await store.exportPart(of: export.id, after: number, export.tenant)
  }

  /// Takes away archives that are past their time.
  public func removeExpired() async throws -> Int { try await store.removeExports(expiredBy: clock.now) }

  /// The step of the saga; may be repeated.
  public func collect(_ saga: SagaRecord) async throws {
    // One that is made already may have been fetched.
    guard let export = try await export(of: saga), export.state == .running else { return }
    try await store.collect(export)
    try await store.write(export.tenant, actor: nil) { tx in
      try tx.setState(.done, of: export)
      try tx.audit(AuditEntry(action: "user.export", target: "user:\(export.userID)"))
    }
  }

  /// Undoes `collect`.
  public func discard(_ saga: SagaRecord) async throws {
    guard let export = try await export(of: saga) else { return }
    try await store.discard(export)
    try await store.write(export.tenant, actor: nil) { try $0.setState(.failed, of: export) }
  }

  /// nil when the account was erased meanwhile.
  private func export(of saga: SagaRecord) async throws -> AccountExport? {
    guard let id = saga.data[Self.exportKey].flatMap({ AccountExportID($0) }) else {
      throw AppError(.invalid, "saga_damaged", "The saga \(saga.id) does not say which export it is for.")
    }
    return try await store.export(id, saga.tenant)
  }

  private func begin(_ user: UserID, _ tenant: TenantID, isPaced: Bool) async throws -> AccountExport {
    let steps = store.exportSteps
    return try await store.write(tenant, actor: user) { [policy] tx in
      if let last = try tx.newestExport(of: user) {
        guard last.state != .running else { throw AppError(.conflict, "export_running", "An export is being made already.") }
        let wait = last.createdAt.adding(seconds: PrivacyPolicy.exportPauseSeconds).milliseconds - tx.now.milliseconds
        if isPaced, last.state == .done, wait > 0 {
          throw AppError(.tooMany, "export_too_soon", "There is one export an hour.", retryAfterSeconds: Int((wait + 999) / 1000))
        }
      }
      let export = AccountExport(
        id: tx.newID(), tenant: tenant, userID: user, state: .running, stepsDone: 0, steps: steps, entries: 0, bytes: 0, createdAt: tx.now,
        endedAt: nil, expiresAt: tx.now.adding(seconds: policy.exportSeconds))
      try tx.insert(export)
      try tx.begin(Self.kind, subject: "export:\(export.id)", data: [Self.exportKey: "\(export.id)"])
      return export
    }
  }
}
