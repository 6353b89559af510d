import ForumKernel

/// What a moderator may decide about: everything that they may read, with the permission `forum.moderate`, or what of that is in the categories that they
/// were given.
struct ModerationScope: Sendable {
  /// nil for all.
  let categories: Set<CategoryID>?
  let reads: ReadScope

  /// Throws `unauthenticated`, and `forbidden` (`permission_missing`) for who moderates nothing.
  static func of(_ principal: Principal, _ reader: any ModerationReader) async throws -> ModerationScope {
    let user = try principal.requireUser()
    if principal.may(.forumModerate) { return ModerationScope(categories: nil, reads: principal.readScope) }
    let categories = try await reader.moderatedCategories(of: user, principal.tenant)
    if categories.isEmpty { try principal.require(.forumModerate) }
    return ModerationScope(categories: categories, reads: principal.readScope)
  }

  func contains(_ category: CategoryID) -> Bool { reads.shows(category) && categories?.contains(category) ?? true }

  /// Throws `notFound` for what cannot be read, and `forbidden` (`out_of_scope`).
  func require(_ category: CategoryID) throws(AppError) {
    guard reads.shows(category) else { throw AppError.notFound("case") }
    if categories?.contains(category) ?? true { return }
    throw AppError(.forbidden, "out_of_scope", "You do not moderate the category of this case.")
  }
}

extension ForumTransaction {
  /// A case with its thread. Throws `notFound`, and `forbidden` (`out_of_scope`) by the category in which the thread is now.
  func moderationCase(_ id: CaseID, in scope: ModerationScope) throws -> (ModerationCase, ForumThread) {
    guard let found = try moderationCase(id), let thread = try thread(found.subject.threadID) else { throw AppError.notFound("case") }
    try scope.require(thread.categoryID)
    return (found, thread)
  }
}
