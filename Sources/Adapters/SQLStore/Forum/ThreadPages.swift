import Forum
import ForumKernel

/// Pages of threads that neither repeat nor skip.
///
/// By creation, the order never changes. By activity it does: a thread that gets a post moves to the front, past a reader who has not seen it yet.
/// So all pages rank threads as of the moment of the first page (`PagePosition.anchor`): those that moved since are few, are read apart with the place
/// that they had then, and merged in.
struct ThreadPages {
  /// Threads that move while one reader turns pages; beyond these the oldest movers are missed.
  private static let movedMax: Int64 = 1000

  let tenant: RawID
  let query: ThreadQuery
  let limit: Int
  private let category: RawID
  private let anyCategory: Int64
  private let pageSize: Int64

  init(tenant: TenantID, query: ThreadQuery, limit: Int) {
    self.tenant = tenant.raw
    self.query = query
    self.limit = limit
    category = query.category?.raw ?? .zero
    anyCategory = query.category == nil ? 1 : 0
    pageSize = Int64(limit + 1)
  }

  func byCreation(_ connection: any SQLConnection, after: PagePosition?) throws -> Page<ThreadView> {
    let rows = try createdRows(connection, before: after ?? .last).map(ThreadView.init)
    return Page(fetched: rows, limit: limit) { PagePosition(key: $0.thread.createdAt.milliseconds, id: $0.thread.id.raw) }
  }

  func byActivity(_ connection: any SQLConnection, after: PagePosition?, now: Timestamp) throws -> Page<ThreadView> {
    let anchor = after?.anchor ?? now.milliseconds
    let before = after ?? PagePosition(key: anchor, id: .max)
    var places = try activeRows(connection, before: before).map { Place(id: $0.id, time: $0.lastPostAt, row: $0) }
    places += try movedRows(connection, anchor: anchor).map { Place(id: $0.id, time: $0.placeAt, row: nil) }.filter { $0 < before }
    places.sort { ($0.time, $0.id) > ($1.time, $1.id) }
    let page = Page(fetched: Array(places.prefix(limit + 1)), limit: limit) { PagePosition(key: $0.time, id: $0.id, anchor: anchor) }
    let views = try page.items.compactMap { place in
      try (place.row ?? ThreadQueries.findThreadView(connection, id: place.id, tenantID: tenant)).map(ThreadView.init)
    }
    return Page(items: views, next: page.next)
  }

  /// Where a thread stood at the moment of the first page.
  private struct Place {
    let id: RawID
    let time: Int64
    let row: ThreadQueries.ThreadViewRow?

    static func < (place: Place, position: PagePosition) -> Bool { (place.time, place.id) < (position.key, position.id) }
  }

  private func createdRows(_ connection: any SQLConnection, before: PagePosition) throws -> [ThreadQueries.ThreadViewRow] {
    if let tag = query.tag {
      return try ThreadQueries.pageThreadsByCreationTagged(
        connection, tenantID: tenant, tag: tag, categoryID: category, anyCategory: anyCategory, beforeCreatedAt: before.key, beforeID: before.id,
        pageSize: pageSize)
    }
    if query.pinned == true {
      return try ThreadQueries.pageThreadsByCreationPinned(
        connection, tenantID: tenant, categoryID: category, anyCategory: anyCategory, beforeCreatedAt: before.key, beforeID: before.id,
        pageSize: pageSize)
    }
    if query.category != nil {
      return try ThreadQueries.pageThreadsByCreationInCategory(
        connection, categoryID: category, tenantID: tenant, beforeCreatedAt: before.key, beforeID: before.id, pageSize: pageSize)
    }
    return try ThreadQueries.pageThreadsByCreation(
      connection, tenantID: tenant, beforeCreatedAt: before.key, beforeID: before.id, pageSize: pageSize)
  }

  private func activeRows(_ connection: any SQLConnection, before: PagePosition) throws -> [ThreadQueries.ThreadViewRow] {
    if let tag = query.tag {
      return try ThreadQueries.pageThreadsByActivityTagged(
        connection, tenantID: tenant, tag: tag, categoryID: category, anyCategory: anyCategory, beforeLastPostAt: before.key, beforeID: before.id,
        pageSize: pageSize)
    }
    if query.pinned == true {
      return try ThreadQueries.pageThreadsByActivityPinned(
        connection, tenantID: tenant, categoryID: category, anyCategory: anyCategory, beforeLastPostAt: before.key, beforeID: before.id,
        pageSize: pageSize)
    }
    if query.category != nil {
      return try ThreadQueries.pageThreadsByActivityInCategory(
        connection, categoryID: category, tenantID: tenant, beforeLastPostAt: before.key, beforeID: before.id, pageSize: pageSize)
    }
    return try ThreadQueries.pageThreadsByActivity(
      connection, tenantID: tenant, beforeLastPostAt: before.key, beforeID: before.id, pageSize: pageSize)
  }

  private func movedRows(_ connection: any SQLConnection, anchor: Int64) throws -> [ThreadQueries.ThreadPlaceRow] {
    try ThreadQueries.threadsMovedSince(
      connection, anchorAt: anchor, tenantID: tenant, categoryID: category, anyCategory: anyCategory, anyPin: query.pinned == true ? 0 : 1,
      anyTag: query.tag == nil ? 1 : 0, tag: query.tag ?? "", pageSize: Self.movedMax)
  }
}

extension PagePosition {
  /// Before which everything lies, for lists that go downwards.
  fileprivate static let last = PagePosition(key: .max, id: .max)
}
