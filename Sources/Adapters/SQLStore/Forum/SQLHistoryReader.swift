public import Forum
public import ForumKernel

extension SQLModerationReader {
  public func thread(_ id: ThreadID, asOf moment: Timestamp, _ tenant: TenantID) async throws -> ThreadView? {
    try await store.read(tenant) { connection in
      guard let row = try ThreadQueries.findThread(connection, id: id.raw, tenantID: tenant.raw), row.createdAt <= moment.milliseconds else {
        return nil
      }
      let now = try ForumThread(row)
      let state = try HistoryQueries.findThreadState(connection, threadID: id.raw, tenantID: tenant.raw, moment: moment.milliseconds)
      let totals = try HistoryQueries.totalPostStates(connection, moment: moment.milliseconds, threadID: id.raw, tenantID: tenant.raw)
      guard let totals, totals.total > 0 else { return nil }
      let lastPostAt = totals.visible > 0 ? Timestamp(milliseconds: totals.lastAt) : now.createdAt
      // What was deleted before there was a history was there until then.
      let deletedAt = state.map { $0.deletedAt.map(Timestamp.init(milliseconds:)) } ?? now.deletedAt.flatMap { $0 > moment ? nil : $0 }
      let thread = ForumThread(
        id: id, categoryID: state.map { ID($0.categoryID) } ?? now.categoryID, authorID: now.authorID, title: state?.title ?? now.title,
        slug: state?.slug ?? now.slug, tags: try state.map { TagSet(stored: try JSONText.strings($0.tags)) } ?? now.tags,
        isLocked: state?.isLocked ?? now.isLocked, isPinned: state?.isPinned ?? now.isPinned, postCount: totals.visible,
        nextPosition: now.nextPosition, lastPostAt: lastPostAt, createdAt: now.createdAt,
        updatedAt: state.map { Timestamp(milliseconds: $0.updatedAt) } ?? now.updatedAt, deletedAt: deletedAt, version: state?.version ?? now.version)
      return ThreadView(thread: thread, author: try Self.author(row.authorID, connection))
    }
  }

  public func posts(of thread: ThreadID, asOf moment: Timestamp, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<PostView> {
    let views = try await store.read(tenant) { connection in
      try HistoryQueries.pagePostStates(
        connection, threadID: thread.raw, tenantID: tenant.raw, moment: moment.milliseconds, afterPosition: page.after?.key ?? 0,
        pageSize: Int64(page.limit + 1)
      ).map { row in
        let said = try HistoryQueries.findRevisionAt(connection, postID: row.id, tenantID: tenant.raw, moment: moment.milliseconds)
        return try PostView(row, said, in: thread)
      }
    }
    return Page(fetched: views, limit: page.limit) { PagePosition(after: $0) }
  }

  public func category(of thread: ThreadID, _ tenant: TenantID) async throws -> CategoryID? {
    try await store.read(tenant) { try ThreadQueries.findThread($0, id: thread.raw, tenantID: tenant.raw).map { ID($0.categoryID) } }
  }
}

extension PostView {
  fileprivate init(_ row: HistoryQueries.PagePostStatesRow, _ said: HistoryQueries.FindRevisionAtRow?, in thread: ThreadID) throws {
    let edited = said.flatMap { $0.createdAt > row.createdAt ? Timestamp(milliseconds: $0.createdAt) : nil }
    self.init(
      post: Post(
        id: ID(row.id), threadID: thread, replyToID: row.replyToID.map { ID($0) }, authorID: row.authorID.map { ID($0) },
        content: PostContent(
          body: said?.body ?? row.body, format: BodyFormat(stored: said?.bodyFormat ?? row.bodyFormat), html: said?.bodyHTML ?? row.bodyHTML),
        position: row.position, reactions: ReactionCounts(counts: try JSONText.counts(row.reactions)), commentCount: row.commentCount,
        createdAt: Timestamp(milliseconds: row.createdAt), editedAt: edited, deletedAt: nil, version: said?.version ?? row.version),
      author: AuthorView(id: row.authorID, handle: row.handle, displayName: row.displayName))
  }
}
