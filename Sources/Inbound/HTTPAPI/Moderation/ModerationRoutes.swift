import Forum
import ForumKernel
import HTTPTypes

/// What moderators and administrators set: watched words, moderators of categories, the end of restrictions.
struct ModerationRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "moderation/watched-words", "listWatchedWords", "The watched words", tag: "Moderation", needs: .forumModerate,
      returns: ModerationShapes.watchedWord.page, perform: words)
    Endpoint(
      .post, "moderation/watched-words", "addWatchedWord", "Watch a word in everything that is written from now on", tag: "Moderation",
      needs: .forumModerate, isDoneOnce: true, success: .created, errors: ["word_watched", "too_many_words"], returns: ModerationShapes.watchedWord,
      perform: addWord)
    Endpoint(
      .delete, "moderation/watched-words/{word_id}", "deleteWatchedWord", "Watch a word no longer", tag: "Moderation", needs: .forumModerate,
      success: .noContent, returns: .nothing, perform: deleteWord)
    Endpoint(
      .get, "moderation/users/{handle}/history", "listUserHistory", "What was done about an account, newest first", tag: "Moderation",
      needs: .forumModerate, returns: ModerationShapes.entry.page, perform: history)
    Endpoint(
      .delete, "moderation/users/{handle}/restrictions/{kind}", "liftRestriction", "End a silence or suspension now", tag: "Moderation",
      needs: .forumModerate, success: .noContent, errors: ["silence_not_found", "suspension_not_found"], returns: .nothing, perform: lift)
    Endpoint(
      .get, "categories/{category_id}/moderators", "listCategoryModerators", "Who moderates this category alone", tag: "Moderation",
      needs: .categoryManage, returns: ForumShapes.author.page, perform: moderators)
    Endpoint(
      .put, "categories/{category_id}/moderators/{handle}", "addCategoryModerator", "Let a member moderate this category", tag: "Moderation",
      needs: .categoryManage, success: .noContent, errors: ["too_many_moderators"], returns: .nothing, perform: addModerator)
    Endpoint(
      .delete, "categories/{category_id}/moderators/{handle}", "removeCategoryModerator", "Let a member moderate this category no longer",
      tag: "Moderation", needs: .categoryManage, success: .noContent, returns: .nothing, perform: removeModerator)
  }

  @Sendable private func words(_ call: Call) async throws -> Reply<Listing<WatchedWord>> {
    .ok(Listing(items: try await forum.manageWatchedWords.list(by: call.principal), next: nil))
  }

  @Sendable private func addWord(_ call: Call, _ body: NewWatchedWord) async throws -> Reply<WatchedWord> {
    .ok(try await forum.manageWatchedWords.add(try body.draft(), by: call.principal, once: try call.idempotencyClaim()))
  }

  @Sendable private func deleteWord(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.manageWatchedWords.delete(try call.id("word_id"), by: call.principal)
    return .nothing
  }

  @Sendable private func history(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<CaseEntryView>> {
    let handle = try call.word("handle")
    let scope = "user-history:\(call.tenant):\(handle)"
    let page = try await forum.manageRestrictions.history(of: handle, try call.page(query, of: scope), by: call.principal)
    return .ok(call.listing(page, of: scope))
  }

  @Sendable private func lift(_ call: Call) async throws -> Reply<Nothing> {
    guard let kind = Restriction.Kind(rawValue: try call.word("kind")) else { throw AppError.notFound("restriction") }
    try await forum.manageRestrictions.lift(kind, from: try call.word("handle"), by: call.principal)
    return .nothing
  }

  @Sendable private func moderators(_ call: Call) async throws -> Reply<Listing<AuthorView>> {
    .ok(Listing(items: try await forum.manageCategoryModerators.list(of: try call.id("category_id"), by: call.principal), next: nil))
  }

  @Sendable private func addModerator(_ call: Call) async throws -> Reply<Nothing> { try await setModerator(true, call) }
  @Sendable private func removeModerator(_ call: Call) async throws -> Reply<Nothing> { try await setModerator(false, call) }

  private func setModerator(_ isModerator: Bool, _ call: Call) async throws -> Reply<Nothing> {
    try await forum.manageCategoryModerators.set(isModerator, try call.word("handle"), of: try call.id("category_id"), by: call.principal)
    return .nothing
  }
}
