import Forum
import ForumKernel
import HTTPTypes

/// The queue and its cases. Whoever moderates a single category may call these as well, so the use cases ask for more than the permission here.
struct CaseRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "moderation/queue", "listCases", "What waits for moderators, oldest first; or what was decided, newest first", tag: "Moderation",
      needs: .accountUse, errors: ["permission_missing", "out_of_scope"], returns: ModerationShapes.caseView.page, perform: queue)
    Endpoint(
      .get, "moderation/cases/{case_id}", "getCase", "One case", tag: "Moderation", needs: .accountUse,
      errors: ["permission_missing", "out_of_scope"], returns: ModerationShapes.caseView, perform: get)
    Endpoint(
      .get, "moderation/cases/{case_id}/flags", "listCaseFlags", "Who reported it and why, oldest first", tag: "Moderation", needs: .accountUse,
      errors: ["permission_missing", "out_of_scope"], returns: ModerationShapes.report.page, perform: flags)
    Endpoint(
      .get, "moderation/cases/{case_id}/history", "listCaseHistory", "What happened to it, oldest first", tag: "Moderation", needs: .accountUse,
      errors: ["permission_missing", "out_of_scope"], returns: ModerationShapes.entry.page, perform: history)
    Endpoint(
      .post, "moderation/cases/{case_id}/claim", "claimCase", "Take a case, so that nobody else decides it meanwhile", tag: "Moderation",
      needs: .accountUse, errors: ["case_claimed", "case_resolved", "permission_missing", "out_of_scope"], returns: ModerationShapes.caseView,
      perform: claim)
    Endpoint(
      .post, "moderation/cases/{case_id}/release", "releaseCase", "Give a case back", tag: "Moderation", needs: .accountUse,
      errors: ["case_claimed", "permission_missing", "out_of_scope"], returns: ModerationShapes.caseView, perform: release)
    Endpoint(
      .post, "moderation/cases/{case_id}/notes", "addCaseNote", "Write something down that moderators alone read", tag: "Moderation",
      needs: .accountUse, isDoneOnce: true, success: .noContent, errors: ["permission_missing", "out_of_scope"], returns: .nothing, perform: addNote)
    Endpoint(
      .post, "moderation/cases/{case_id}/decision", "decideCase", "Decide a case; those concerned are told", tag: "Moderation", needs: .accountUse,
      errors: ["case_claimed", "case_resolved", "own_content", "moderator_protected", "permission_missing", "out_of_scope"],
      returns: ModerationShapes.caseView, perform: decide)
  }

  @Sendable private func queue(_ call: Call, _ query: QueueQuery) async throws -> Reply<Listing<CaseView>> {
    let scope = "cases:\(call.tenant):\(query.query)"
    let page = try await forum.readCases.queue(query.query, try call.page(query.page, of: scope), by: call.principal)
    return .ok(call.listing(page, of: scope))
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<CaseView> { try await reply(call) }

  @Sendable private func flags(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<FlagView>> {
    let id: CaseID = try call.id("case_id")
    let scope = "flags:\(call.tenant):\(id)"
    return .ok(call.listing(try await forum.readCases.flags(of: id, try call.page(query, of: scope), by: call.principal), of: scope))
  }

  @Sendable private func history(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<CaseEntryView>> {
    let id: CaseID = try call.id("case_id")
    let scope = "history:\(call.tenant):\(id)"
    return .ok(call.listing(try await forum.readCases.history(of: id, try call.page(query, of: scope), by: call.principal), of: scope))
  }

  @Sendable private func claim(_ call: Call) async throws -> Reply<CaseView> {
    try await forum.workOnCase.claim(try call.id("case_id"), by: call.principal)
    return try await reply(call)
  }

  @Sendable private func release(_ call: Call) async throws -> Reply<CaseView> {
    try await forum.workOnCase.release(try call.id("case_id"), by: call.principal)
    return try await reply(call)
  }

  @Sendable private func addNote(_ call: Call, _ body: NewCaseNote) async throws -> Reply<Nothing> {
    try await forum.workOnCase.addNote(body.note, to: try call.id("case_id"), by: call.principal, once: try call.idempotencyClaim())
    return .nothing
  }

  @Sendable private func decide(_ call: Call, _ body: NewDecision) async throws -> Reply<CaseView> {
    try await forum.decideCase(try call.id("case_id"), try body.decision(now: call.now), by: call.principal)
    return try await reply(call)
  }

  private func reply(_ call: Call) async throws -> Reply<CaseView> {
    let view = try await forum.readCases(try call.id("case_id"), by: call.principal)
    return .ok(view, version: view.moderationCase.version)
  }
}
