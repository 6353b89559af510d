public import Forum
public import ForumKernel

/// Moderators' reads as SQL.
public struct SQLModerationReader: ModerationReader {
  let store: SQLStore

  public init(store: SQLStore) { self.store = store }

  public func cases(_ scope: ReadScope, _ query: CaseQuery, _ page: PageRequest) async throws -> Page<CaseView> {
    let now = store.clock.now
    let views = try await store.read(scope.tenant) { connection in
      switch query.state {
      case .open: try Self.openCases(connection, scope, query, page, now).map(CaseView.init)
      case .resolved: try Self.resolvedCases(connection, scope, query, page).map(CaseView.init)
      }
    }
    return Page(fetched: views, limit: page.limit) { view in
      let time = query.state == .open ? view.moderationCase.openedAt : view.moderationCase.resolvedAt ?? view.moderationCase.openedAt
      return PagePosition(key: time.milliseconds, id: view.moderationCase.id.raw)
    }
  }

  private static func openCases(
    _ connection: any SQLConnection, _ scope: ReadScope, _ query: CaseQuery, _ page: PageRequest, _ now: Timestamp
  ) throws -> [ModerationCaseQueries.CaseViewRow] {
    let after = page.after ?? PagePosition(key: .min, id: .zero)
    return try ModerationCaseQueries.pageOpenCases(
      connection, tenantID: scope.tenant.raw, afterOpenedAt: after.key, afterID: after.id, listedKeys: scope.listedKeys,
      showsListed: scope.showsListedNumber, anyScope: query.isScoped ? 0 : 1,
      moderatorID: query.moderator?.raw ?? .zero, anyCategory: query.category == nil ? 1 : 0, categoryID: query.category?.raw ?? .zero,
      anyOrigin: query.origin == nil ? 1 : 0, origin: query.origin?.rawValue ?? "", anyClaim: query.isFree ? 0 : 1,
      claimedUntil: now.adding(seconds: -ModerationLimits.claimSeconds).milliseconds, pageSize: Int64(page.limit + 1))
  }

  private static func resolvedCases(
    _ connection: any SQLConnection, _ scope: ReadScope, _ query: CaseQuery, _ page: PageRequest
  ) throws -> [ModerationCaseQueries.CaseViewRow] {
    let before = page.after ?? PagePosition(key: .max, id: .max)
    return try ModerationCaseQueries.pageResolvedCases(
      connection, tenantID: scope.tenant.raw, beforeResolvedAt: before.key, beforeID: before.id, listedKeys: scope.listedKeys,
      showsListed: scope.showsListedNumber, anyScope: query.isScoped ? 0 : 1,
      moderatorID: query.moderator?.raw ?? .zero, anyCategory: query.category == nil ? 1 : 0, categoryID: query.category?.raw ?? .zero,
      anyOrigin: query.origin == nil ? 1 : 0, origin: query.origin?.rawValue ?? "", pageSize: Int64(page.limit + 1))
  }

  public func caseView(_ id: CaseID, _ scope: ReadScope) async throws -> CaseView? {
    let view = try await store.read(scope.tenant) {
      try ModerationCaseQueries.findCaseView($0, id: id.raw, tenantID: scope.tenant.raw).map(CaseView.init)
    }
    return view.flatMap { scope.shows($0.categoryID) ? $0 : nil }
  }

  public func watchedWords(_ tenant: TenantID) async throws -> [WatchedWord] {
    try await store.read(tenant) { try WatchedWordQueries.listWatchedWords($0, tenantID: tenant.raw).map(WatchedWord.init) }
  }

  public func moderatedCategories(of user: UserID, _ tenant: TenantID) async throws -> Set<CategoryID> {
    Set(
      try await store.read(tenant) { try CategoryModeratorQueries.categoriesOfModerator($0, userID: user.raw, tenantID: tenant.raw).map { ID($0) } })
  }

  public func moderators(of category: CategoryID, _ tenant: TenantID) async throws -> [AuthorView] {
    try await store.read(tenant) {
      try CategoryModeratorQueries.listCategoryModerators($0, categoryID: category.raw, tenantID: tenant.raw).map {
        AuthorView(id: ID($0.userID), handle: $0.handle, displayName: $0.displayName)
      }
    }
  }
}
