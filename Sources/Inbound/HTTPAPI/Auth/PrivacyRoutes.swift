import Auth
import Forum
import ForumKernel
import HTTPTypes

/// What people ask for about themselves, and administrators about them.
struct PrivacyRoutes {
  private static let confirming = [
    "password_required", "session_required", "wrong_credentials", "login_delayed", "otp_required", "otp_wrong", "passkey_wrong",
  ]

  let auth: AuthModule
  let attachments: ReadAttachments
  let framing: ArchiveFraming

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .post, "me/export", "requestExport", "Have an archive made of what the forum knows about you", tag: "Privacy", needs: .accountUse, rate: .auth,
      success: .accepted,
      errors: ["export_running", "export_too_soon", "password_required", "session_required", "wrong_credentials", "login_delayed"],
      returns: PrivacyShapes.export, perform: requestExport)
    Endpoint(
      .get, "me/export", "getExport", "How far your newest export is", tag: "Privacy", needs: .accountUse, errors: ["export_not_found"],
      returns: PrivacyShapes.export, perform: export)
    Endpoint(
      archive: "me/export/archive", "downloadExport", "Your newest export as a tar archive of JSON lines and your files", tag: "Privacy",
      needs: .accountUse,
      errors: ["export_not_found", "export_not_ready", "session_required"], perform: download)
    Endpoint(
      .post, "me/deactivation", "deactivateAccount", "Put your account away; signing in takes it back until the grace is over", tag: "Privacy",
      needs: .accountUse, rate: .auth, errors: Self.confirming + ["last_administrator"], returns: PrivacyShapes.closure, perform: deactivate)
    Endpoint(
      .get, "me/erasure", "previewErasure", "What would go with your account", tag: "Privacy", needs: .accountUse, rate: .auth,
      returns: PrivacyShapes.preview, perform: preview)
    Endpoint(
      .post, "me/erasure", "eraseAccount", "Erase your account; there is no way back", tag: "Privacy", needs: .accountUse, rate: .auth,
      isDoneOnce: true, success: .accepted, errors: Self.confirming + ["email_unverified", "legal_hold", "last_administrator"],
      returns: PrivacyShapes.begun,
      perform: erase
    ).endingSession
    Endpoint(
      .get, "erasure", "getErasure", "How far an erasure is, and its receipt", tag: "Privacy", needs: nil, rate: .auth, errors: ["erasure_not_found"],
      returns: PrivacyShapes.erasure, perform: find)
    Endpoint(
      .get, "admin/erasures", "listErasures", "Erasures with their receipts, newest first", tag: "Admin", needs: .userErase,
      returns: PrivacyShapes.erasure.page, perform: list)
    Endpoint(
      .get, "admin/users/{handle}/erasure", "previewUserErasure", "What would go with somebody's account", tag: "Admin", needs: .userErase,
      rate: .auth, errors: ["user_not_found"], returns: PrivacyShapes.preview, perform: previewUser)
    Endpoint(
      .post, "admin/users/{handle}/erasure", "eraseUser", "Erase somebody's account; needs your password", tag: "Admin", needs: .userErase,
      rate: .auth, isDoneOnce: true, success: .accepted,
      errors: Self.confirming + ["user_not_found", "legal_hold", "last_administrator", "erasure_running"],
      returns: PrivacyShapes.begun, perform: eraseUser)
    Endpoint(
      .put, "admin/users/{handle}/legal-hold", "holdAccount", "Keep an account from being erased", tag: "Admin", needs: .userErase,
      success: .noContent, errors: ["user_not_found", "erasure_running"], returns: .nothing, perform: hold)
    Endpoint(
      .delete, "admin/users/{handle}/legal-hold", "releaseAccount", "Let an account be erased again", tag: "Admin", needs: .userErase,
      success: .noContent, errors: ["user_not_found", "legal_hold_not_found"], returns: .nothing, perform: release)
  }

  @Sendable private func requestExport(_ call: Call, _ body: Confirmation) async throws -> Reply<AccountExport> {
    .ok(try await auth.exportAccount.request(password: body.password, passkey: body.passkey?.answer(to: call.host), by: call.principal))
  }

  @Sendable private func export(_ call: Call) async throws -> Reply<AccountExport> { .ok(try await auth.exportAccount.newest(by: call.principal)) }

  @Sendable private func download(_ call: Call) async throws -> (name: String, next: @Sendable () async throws -> [UInt8]?) {
    let export = try await auth.exportAccount.ready(by: call.principal)
    let feed = ExportFeed(export, of: call.principal, auth, attachments, framing)
    return ("export-\(export.id).tar", { try await feed.next() })
  }

  @Sendable private func deactivate(_ call: Call, _ body: FinalConfirmation) async throws -> Reply<AccountClosure> {
    .ok(
      try await auth.deactivateAccount(
        password: body.password, otp: body.otp, passkey: body.passkey?.answer(to: call.host), by: call.principal))
  }

  @Sendable private func preview(_ call: Call, _ query: ErasureChoice) async throws -> Reply<[ErasureEntry]> {
    .ok(try await auth.eraseAccount.preview(query.mode, by: call.principal))
  }

  @Sendable private func erase(_ call: Call, _ body: ErasureRequest) async throws -> Reply<BegunErasure> {
    begun(
      try await auth.eraseAccount.request(
        body.mode, password: body.password, otp: body.otp, passkey: body.passkey?.answer(to: call.host), by: call.principal,
        once: try call.idempotencyClaim()))
  }

  @Sendable private func find(_ call: Call, _ query: ErasureTicket) async throws -> Reply<Erasure> {
    .ok(try await auth.eraseAccount.find(ticket: query.token, tenant: call.tenant))
  }

  @Sendable private func list(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<Erasure>> {
    let scope = "erasures:\(call.tenant)"
    return .ok(call.listing(try await auth.eraseAccount.list(try call.page(query, of: scope), by: call.principal), of: scope))
  }

  @Sendable private func previewUser(_ call: Call, _ query: ErasureChoice) async throws -> Reply<[ErasureEntry]> {
    .ok(try await auth.eraseAccount.preview(query.mode, handle: try call.word("handle"), by: call.principal))
  }

  @Sendable private func eraseUser(_ call: Call, _ body: ErasureRequest) async throws -> Reply<BegunErasure> {
    begun(
      try await auth.eraseAccount.request(
        body.mode, handle: try call.word("handle"), password: body.password, otp: body.otp,
        passkey: body.passkey?.answer(to: call.host), by: call.principal, once: try call.idempotencyClaim()))
  }

  @Sendable private func hold(_ call: Call, _ body: HoldRequest) async throws -> Reply<Nothing> {
    try await auth.holdAccount.hold(handle: try call.word("handle"), reason: body.reason, by: call.principal)
    return .nothing
  }

  @Sendable private func release(_ call: Call) async throws -> Reply<Nothing> {
    try await auth.holdAccount.release(handle: try call.word("handle"), by: call.principal)
    return .nothing
  }

  private func begun(_ erasure: Erasure) -> Reply<BegunErasure> {
    .ok(BegunErasure(erasure: erasure, ticket: auth.eraseAccount.ticket(of: erasure)))
  }
}
