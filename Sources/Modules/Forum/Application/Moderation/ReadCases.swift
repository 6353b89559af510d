public import ForumKernel

/// What moderators see: the queue, cases, reports and histories, each within their categories.
public struct ReadCases: Sendable {
  let reader: any ModerationReader

  /// Throws `forbidden` for who moderates nothing, or not this category (`out_of_scope`).
  public func queue(_ query: CaseQuery, _ page: PageRequest, by principal: Principal) async throws -> Page<CaseView> {
    let scope = try await ModerationScope.of(principal, reader)
    if let category = query.category { try scope.require(category) }
    var query = query
    query.moderator = principal.userID
    query.isScoped = scope.categories != nil
    return try await reader.cases(scope.reads, query, page)
  }

  /// Throws `forbidden` for who moderates nothing.
  public func admit(_ principal: Principal) async throws { _ = try await ModerationScope.of(principal, reader) }

  /// Whether cases of this thread are for this moderator, by the category in which the thread is now. Throws `forbidden` for who moderates nothing.
  public func concern(_ thread: ThreadID, _ principal: Principal) async throws -> Bool {
    let scope = try await ModerationScope.of(principal, reader)
    return try await reader.category(of: thread, principal.tenant).map(scope.contains) ?? false
  }

  /// Throws `notFound`, `forbidden` (`out_of_scope`).
  public func callAsFunction(_ id: CaseID, by principal: Principal) async throws -> CaseView {
    let scope = try await ModerationScope.of(principal, reader)
    guard let view = try await reader.caseView(id, scope.reads) else { throw AppError.notFound("case") }
    try scope.require(view.categoryID)
    return view
  }

  /// The reports of a case, oldest first. Throws `notFound`, `forbidden` (`out_of_scope`).
  public func flags(of id: CaseID, _ page: PageRequest, by principal: Principal) async throws -> Page<FlagView> {
    _ = try await self(id, by: principal)
    return try await reader.flags(of: id, principal.tenant, page)
  }

  /// What was done in a case, oldest first. Throws `notFound`, `forbidden` (`out_of_scope`).
  public func history(of id: CaseID, _ page: PageRequest, by principal: Principal) async throws -> Page<CaseEntryView> {
    _ = try await self(id, by: principal)
    return try await reader.entries(of: id, principal.tenant, page)
  }
}
