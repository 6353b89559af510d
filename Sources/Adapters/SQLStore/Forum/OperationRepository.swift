public import Forum
public import ForumKernel

extension SQLTransaction {
  public func insert(_ operation: ThreadOperation) throws {
    try OperationQueries.insertOperation(
      connection, id: operation.id.raw, tenantID: tenant.raw, threadID: operation.threadID.raw, otherThreadID: operation.otherThreadID?.raw,
      action: String(decoding: try JSONText.bytes(operation.action), as: UTF8.self), actorID: operation.actorID?.raw,
      createdAt: operation.createdAt.milliseconds)
  }

  public func operation(_ id: ThreadOperationID) throws -> ThreadOperation? {
    try OperationQueries.findOperation(connection, id: id.raw, tenantID: tenant.raw).map {
      ThreadOperation(
        id: ID($0.id), threadID: ID($0.threadID), otherThreadID: $0.otherThreadID.map { ID($0) }, action: try JSONText.value($0.action),
        actorID: $0.actorID.map { ID($0) }, createdAt: Timestamp(milliseconds: $0.createdAt),
        undoneAt: $0.undoneAt.map(Timestamp.init(milliseconds:)))
    }
  }

  public func actions(on thread: ThreadID, after operation: ThreadOperationID) throws -> [ThreadOperation.Action] {
    let rows = try OperationQueries.listActionsAfter(connection, threadID: thread.raw, afterID: operation.raw, tenantID: tenant.raw)
    return try rows.map { try JSONText.value($0) }
  }

  public func markUndone(_ operation: ThreadOperation) throws {
    try OperationQueries.markOperationUndone(
      connection, undoneAt: operation.undoneAt?.milliseconds, id: operation.id.raw, tenantID: tenant.raw)
  }

  public func movePosts(of thread: ThreadID, after: Int64, through last: Int64, to target: ThreadID, shift: Int64) throws {
    try OperationQueries.movePostRange(
      connection, newThreadID: target.raw, shift: shift, now: now.milliseconds, threadID: thread.raw, afterPosition: after, lastPosition: last,
      tenantID: tenant.raw)
    try OperationQueries.commentsFollowPosts(connection, newThreadID: target.raw, threadID: thread.raw, tenantID: tenant.raw)
    try OperationQueries.casesFollowPosts(connection, newThreadID: target.raw, threadID: thread.raw, tenantID: tenant.raw)
  }

  public func move(_ post: PostID, to thread: ThreadID, position: Int64) throws {
    try OperationQueries.movePost(connection, threadID: thread.raw, position: position, now: now.milliseconds, id: post.raw, tenantID: tenant.raw)
    try OperationQueries.commentsFollowPost(connection, threadID: thread.raw, postID: post.raw, tenantID: tenant.raw)
    try OperationQueries.casesFollowPost(connection, threadID: thread.raw, postID: post.raw, tenantID: tenant.raw)
  }

  public func totals(of thread: ThreadID) throws -> ThreadTotals {
    guard let row = try OperationQueries.threadTotals(connection, threadID: thread.raw, tenantID: tenant.raw), row.total > 0 else {
      return ThreadTotals(posts: 0, lastPostAt: nil, hasOpening: false)
    }
    return ThreadTotals(posts: row.total, lastPostAt: Timestamp(milliseconds: row.lastAt), hasOpening: row.firstPosition == 1)
  }
}

extension SQLForumReader {
  public func operations(on thread: ThreadID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<ThreadOperationView> {
    let rows: [ThreadOperationView] = try await store.read(scope.tenant) {
      guard try scope.shows(thread: thread.raw, $0) else { return [] }
      return try OperationQueries.pageOperations(
        $0, threadID: thread.raw, beforeID: page.after?.id ?? .max, tenantID: scope.tenant.raw, pageSize: Int64(page.limit + 1)
      ).map(ThreadOperationView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(key: 0, id: $0.operation.id.raw) }
  }
}

extension ThreadOperationView {
  fileprivate init(_ row: OperationQueries.PageOperationsRow) throws {
    self.init(
      operation: ThreadOperation(
        id: ID(row.id), threadID: ID(row.threadID), otherThreadID: row.otherThreadID.map { ID($0) }, action: try JSONText.value(row.action),
        actorID: row.actorID.map { ID($0) }, createdAt: Timestamp(milliseconds: row.createdAt),
        undoneAt: row.undoneAt.map(Timestamp.init(milliseconds:))),
      actor: AuthorView(id: row.actorID, handle: row.handle, displayName: row.displayName))
  }
}
