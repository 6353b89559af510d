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

  let scope: ReadScope
  let query: ThreadQuery
  let limit: Int
  /// Whose unread posts are counted; nil: nobody's, at no cost.
  private let reader: RawID?
  private let tenant: RawID
  private let category: RawID
  private let anyCategory: Int64
  private let pageSize: Int64

  init(scope: ReadScope, query: ThreadQuery, reader: UserID? = nil, limit: Int) {
    self.scope = scope
    tenant = scope.tenant.raw
    self.query = query
    self.limit = limit
    self.reader = reader?.raw
    category = query.category?.raw ?? .zero
    anyCategory = query.category == nil ? 1 : 0
    pageSize = Int64(limit + 1)
  }

  /// `moment`: one from before the snapshot that is read, of which the snapshot holds all.
  func page(_ connection: any SQLConnection, after: PagePosition?, moment: Timestamp) throws -> Page<ThreadView> {
    if let category = query.category, !scope.shows(category) { return Page(items: [], next: nil) }
    if scope.showsListed, scope.categories.isEmpty { return Page(items: [], next: nil) }
    return switch query.order {
    case .created: try byCreation(connection, after: after)
    case .activity: try byActivity(connection, after: after, moment: moment)
    }
  }

  /// By the last post; a thread that gets one meanwhile is on the first page again.
  func filtered(
    _ connection: any SQLConnection, _ filter: ThreadQuery.Filter, for reader: UserID, after: PagePosition?, now: Timestamp
  ) throws -> Page<ThreadView> {
    let before = after ?? .last
    let rows =
      switch filter {
      case .unread:
        try ThreadQueries.pageUnreadThreads(
          connection, readerID: reader.raw, tenantID: tenant, sinceAt: now.adding(seconds: -AttentionLimits.unreadSeconds).milliseconds,
          beforeLastPostAt: before.key, beforeID: before.id, listedKeys: scope.listedKeys,
          showsListed: scope.showsListedNumber, categoryID: category, anyCategory: anyCategory, pageSize: pageSize)
      case .watched:
        try ThreadQueries.pageWatchedThreads(
          connection, readerID: reader.raw, tenantID: tenant, beforeLastPostAt: before.key, beforeID: before.id, listedKeys: scope.listedKeys,
          showsListed: scope.showsListedNumber, categoryID: category, anyCategory: anyCategory, pageSize: pageSize)
      }
    return try cut(rows, at: \.lastPostAt)
  }

  private func byCreation(_ connection: any SQLConnection, after: PagePosition?) throws -> Page<ThreadView> {
    try cut(try createdRows(connection, before: after ?? .last), at: \.createdAt)
  }

  /// One page of rows that go back in time by `time`, down to the moment that the query names.
  private func cut(_ rows: [ThreadQueries.ListedThreadRow], at time: KeyPath<ThreadQueries.ListedThreadRow, Int64>) throws -> Page<ThreadView> {
    let rows = rows.prefix { isWanted($0[keyPath: time]) }
    return try Page(fetched: Array(rows), limit: limit) { PagePosition(key: $0[keyPath: time], id: $0.id) }.map(view)
  }

  private func isWanted(_ time: Int64) -> Bool { query.since.map { time > $0.milliseconds } ?? true }

  private func view(_ row: ThreadQueries.ListedThreadRow) throws -> ThreadView {
    var view = try ThreadView(row)
    view.unread = reader == nil ? nil : row.unread
    return view
  }

  private func byActivity(_ connection: any SQLConnection, after: PagePosition?, moment: Timestamp) throws -> Page<ThreadView> {
    let anchor = after?.anchor ?? moment.milliseconds
    let before = after ?? PagePosition(key: anchor, id: .max)
    var places = try activeRows(connection, before: before).map { Place(id: $0.id, time: $0.lastPostAt, row: $0) }
    places += try movedRows(connection, anchor: anchor).map { Place(id: $0.id, time: $0.placeAt, row: nil) }.filter { $0 < before }
    places.removeAll { !isWanted($0.time) }
    places.sort { ($0.time, $0.id) > ($1.time, $1.id) }
    let page = Page(fetched: Array(places.prefix(limit + 1)), limit: limit) { PagePosition(key: $0.time, id: $0.id, anchor: anchor) }
    let views = try page.items.compactMap { place in
      try (place.row ?? ThreadQueries.findListedThread(connection, readerID: reader, id: place.id, tenantID: tenant)).map(view)
    }
    // What moved is few, and of all categories.
    return Page(items: views.filter { scope.shows($0.thread.categoryID) }, next: page.next)
  }

  /// Where a thread stood at the moment of the first page.
  private struct Place {
    let id: RawID
    let time: Int64
    let row: ThreadQueries.ListedThreadRow?

    static func < (place: Place, position: PagePosition) -> Bool { (place.time, place.id) < (position.key, position.id) }
  }

  private func createdRows(_ connection: any SQLConnection, before: PagePosition) throws -> [ThreadQueries.ListedThreadRow] {
    if let tag = query.tag {
      return try ThreadQueries.pageThreadsByCreationTagged(
        connection, readerID: reader, tenantID: tenant, tag: tag, categoryID: category, anyCategory: anyCategory, anyScope: scope.isLimited ? 0 : 1,
        listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber, beforeCreatedAt: before.key,
        beforeID: before.id,
        pageSize: pageSize)
    }
    if query.pinned == true {
      return try ThreadQueries.pageThreadsByCreationPinned(
        connection, readerID: reader, tenantID: tenant, categoryID: category, anyCategory: anyCategory, anyScope: scope.isLimited ? 0 : 1,
        listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber, beforeCreatedAt: before.key,
        beforeID: before.id,
        pageSize: pageSize)
    }
    if query.category != nil {
      return try ThreadQueries.pageThreadsByCreationInCategory(
        connection, readerID: reader, categoryID: category, tenantID: tenant, beforeCreatedAt: before.key, beforeID: before.id, pageSize: pageSize)
    }
    if scope.isLimited {
      return try ThreadQueries.pageThreadsByCreationInScope(
        connection, readerID: reader, tenantID: tenant, listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber,
        beforeCreatedAt: before.key,
        beforeID: before.id, pageSize: pageSize)
    }
    return try ThreadQueries.pageThreadsByCreation(
      connection, readerID: reader, tenantID: tenant, beforeCreatedAt: before.key, beforeID: before.id, pageSize: pageSize)
  }

  private func activeRows(_ connection: any SQLConnection, before: PagePosition) throws -> [ThreadQueries.ListedThreadRow] {
    if let tag = query.tag {
      return try ThreadQueries.pageThreadsByActivityTagged(
        connection, readerID: reader, tenantID: tenant, tag: tag, categoryID: category, anyCategory: anyCategory, anyScope: scope.isLimited ? 0 : 1,
        listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber, beforeLastPostAt: before.key,
        beforeID: before.id,
        pageSize: pageSize)
    }
    if query.pinned == true {
      return try ThreadQueries.pageThreadsByActivityPinned(
        connection, readerID: reader, tenantID: tenant, categoryID: category, anyCategory: anyCategory, anyScope: scope.isLimited ? 0 : 1,
        listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber, beforeLastPostAt: before.key,
        beforeID: before.id,
        pageSize: pageSize)
    }
    if query.category != nil {
      return try ThreadQueries.pageThreadsByActivityInCategory(
        connection, readerID: reader, categoryID: category, tenantID: tenant, beforeLastPostAt: before.key, beforeID: before.id, pageSize: pageSize)
    }
    if scope.isLimited {
      return try ThreadQueries.pageThreadsByActivityInScope(
        connection, readerID: reader, tenantID: tenant, listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber,
        beforeLastPostAt: before.key,
        beforeID: before.id, pageSize: pageSize)
    }
    return try ThreadQueries.pageThreadsByActivity(
      connection, readerID: reader, tenantID: tenant, beforeLastPostAt: before.key, beforeID: before.id, pageSize: pageSize)
  }

  private func movedRows(_ connection: any SQLConnection, anchor: Int64) throws -> [ThreadQueries.ThreadPlaceRow] {
    try ThreadQueries.threadsMovedSince(
      connection, anchorAt: anchor, tenantID: tenant, categoryID: category, anyCategory: anyCategory, anyPin: query.pinned == true ? 0 : 1,
      anyTag: query.tag == nil ? 1 : 0,
      tag: query.tag ?? "", pageSize: Self.movedMax)
  }
}

extension PagePosition {
  /// Before which everything lies, for lists that go downwards.
  fileprivate static let last = PagePosition(key: .max, id: .max)
}
