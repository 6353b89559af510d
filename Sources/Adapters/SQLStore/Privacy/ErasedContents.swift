public import Auth
import Forum
import ForumKernel

/// What stands where an erased text stood.
enum ErasedText {
  static let body = "[erased]"
  static let html = "<p>[erased]</p>"
  static let title = "[erased]"
  static let slug = "erased"
}

extension SQLStore {
  /// Rows that one transaction takes: nobody waits long for the writer.
  private static let contentChunk: Int64 = 50

  /// Threads first: whether others wrote in them has to be seen while the posts still have their author. Rows are looked for on a reader: there is no index by
  /// author, which every post would pay for.
  public func eraseContents(_ erasure: Erasure) async throws {
    let (user, tenant) = (erasure.userID.raw, erasure.tenant.raw)
    try await transaction(erasure.tenant, actor: nil) { try $0.unschedulePublications(by: erasure.userID) }
    try await erase(erasure, { try ErasedContentQueries.pageThreadsOf($0, authorID: user, tenantID: tenant, afterID: $1, pageSize: $2) }, \.id) {
      try $1.erase($0, erasure)
    }
    try await erase(erasure, { try ErasedContentQueries.pagePostsOf($0, authorID: user, tenantID: tenant, afterID: $1, pageSize: $2) }, \.id) {
      try $1.erase($0, erasure)
    }
    try await erase(erasure, { try ErasedContentQueries.pageCommentsOf($0, authorID: user, tenantID: tenant, afterID: $1, pageSize: $2) }, \.id) {
      try $1.erase($0, erasure)
    }
    try await erase(erasure, { try ErasedContentQueries.pageReactionsOf($0, userID: user, tenantID: tenant, afterID: $1, pageSize: $2) }, \.id) {
      try $1.erase($0, erasure)
    }
    while true {
      try Task.checkCancellation()
      let rows = try await read(erasure.tenant) {
        try ErasedContentQueries.pageRevisionsOf($0, editorID: user, tenantID: tenant, pageSize: Self.contentChunk)
      }
      guard !rows.isEmpty else { return }
      try await transaction(erasure.tenant, actor: nil) { tx in
        for row in rows { try tx.unlinkRevisions(of: row.postID, erasure) }
      }
    }
  }

  private func erase<Row: Sendable>(
    _ erasure: Erasure, _ page: @escaping @Sendable (any SQLConnection, RawID, Int64) throws -> [Row], _ id: @Sendable (Row) -> RawID,
    _ change: @escaping @Sendable (Row, SQLTransaction) throws -> Void
  ) async throws {
    var last = RawID.zero
    while true {
      try Task.checkCancellation()
      let after = last
      let rows = try await read(erasure.tenant) { try page($0, after, Self.contentChunk) }
      guard let end = rows.last else { return }
      try await transaction(erasure.tenant, actor: nil) { tx in
        for row in rows { try change(row, tx) }
      }
      last = id(end)
    }
  }
}

extension SQLTransaction {
  fileprivate func erase(_ thread: ErasedContentQueries.PageThreadsOfRow, _ erasure: Erasure) throws {
    let user = erasure.userID.raw
    let others = try ErasedContentQueries.hasOthersInThread(connection, threadID: thread.id, authorID: user) ?? 0
    guard
      try ErasedContentQueries.unlinkThread(connection, authorID: user, now: now.milliseconds, id: thread.id, tenantID: tenant.raw) == 1
    else { return }
    try ErasedContentQueries.unlinkThreadHistory(connection, threadID: thread.id, tenantID: tenant.raw, authorID: user)
    try note("threads", erasure)
    var isGone = false
    if erasure.mode != .anonymise {
      try ErasedContentQueries.blankThread(
        connection, title: ErasedText.title, slug: ErasedText.slug, id: thread.id, tenantID: tenant.raw)
      try ErasedContentQueries.blankThreadHistory(
        connection, title: ErasedText.title, slug: ErasedText.slug, threadID: thread.id, tenantID: tenant.raw)
      try ThreadQueries.deleteThreadTags(connection, threadID: thread.id, tenantID: tenant.raw)
      for table in ["thread_tags", "thread_history"] { try note(table, erasure) }
    }
    if erasure.mode == .all, others == 0,
      try ErasedContentQueries.withdrawThread(connection, now: now.milliseconds, id: thread.id, tenantID: tenant.raw) == 1
    {
      try addToThreadCount(-1, of: CategoryID(thread.categoryID))
      isGone = true
    }
    try tellErased(ThreadID(thread.id), in: CategoryID(thread.categoryID), isGone: isGone)
  }

  fileprivate func erase(_ post: ErasedContentQueries.PagePostsOfRow, _ erasure: Erasure) throws {
    let user = erasure.userID.raw
    guard try ErasedContentQueries.unlinkPost(connection, authorID: user, now: now.milliseconds, id: post.id, tenantID: tenant.raw) == 1
    else { return }
    try ErasedContentQueries.unlinkPostHistory(connection, postID: post.id, tenantID: tenant.raw, authorID: user)
    try note("posts", erasure)
    try unlinkRevisions(of: post.id, erasure)
    if erasure.mode != .anonymise {
      try ErasedContentQueries.blankPost(connection, body: ErasedText.body, bodyHTML: ErasedText.html, id: post.id, tenantID: tenant.raw)
      let revisions = try ErasedContentQueries.blankRevisions(
        connection, body: ErasedText.body, bodyHTML: ErasedText.html, postID: post.id, tenantID: tenant.raw)
      try note("post_revisions", erasure, count: revisions)
    }
    let isGone =
      try erasure.mode == .all && post.position > 1
      && ErasedContentQueries.withdrawPost(connection, now: now.milliseconds, id: post.id, tenantID: tenant.raw) == 1
    if isGone { try RecountQueries.recountThread(connection, id: post.threadID) }
    try tellErased(PostID(post.id), in: ThreadID(post.threadID), isGone: isGone)
  }

  fileprivate func erase(_ comment: ErasedContentQueries.PageCommentsOfRow, _ erasure: Erasure) throws {
    guard
      try ErasedContentQueries.unlinkComment(connection, authorID: erasure.userID.raw, id: comment.id, tenantID: tenant.raw) == 1
    else { return }
    try note("comments", erasure)
    if erasure.mode != .anonymise {
      try ErasedContentQueries.blankComment(connection, body: ErasedText.body, bodyHTML: ErasedText.html, id: comment.id, tenantID: tenant.raw)
    }
    let isGone =
      try erasure.mode == .all
      && ErasedContentQueries.withdrawComment(connection, now: now.milliseconds, id: comment.id, tenantID: tenant.raw) == 1
    if isGone { try RecountQueries.recountPost(connection, id: comment.postID) }
    try tellErased(CommentID(comment.id), on: PostID(comment.postID), in: ThreadID(comment.threadID), isGone: isGone)
  }

  fileprivate func erase(_ reaction: ErasedContentQueries.PageReactionsOfRow, _ erasure: Erasure) throws {
    guard erasure.mode == .all else {
      return try note("reactions", erasure, count: try ErasedContentQueries.unlinkReaction(connection, id: reaction.id))
    }
    let post = PostID(reaction.postID)
    guard try removeReaction(reaction.kind, from: post, by: erasure.userID), var counted = try self.post(post) else { return }
    counted.reactions.add(-1, to: reaction.kind)
    try update(counted)
    try note("reactions", erasure)
    try tellTakenBack(reaction.kind, to: post, in: ThreadID(reaction.threadID))
  }

  fileprivate func unlinkRevisions(of post: RawID, _ erasure: Erasure) throws {
    let count = try ErasedContentQueries.unlinkRevisions(connection, postID: post, tenantID: tenant.raw, editorID: erasure.userID.raw)
    if erasure.mode == .anonymise { try note("post_revisions", erasure, count: count) }
  }

  private func note(_ table: String, _ erasure: Erasure, count: Int = 1) throws {
    guard count > 0 else { return }
    try note(
      ErasureEntry(store: SQLStore.place, item: table, done: PersonalTable.done(to: table, erasure.mode), count: Int64(count)), of: erasure)
  }
}

extension PersonalTable {
  /// What an erasure of this mode does to the contents that a table holds.
  static func done(to table: String, _ mode: ErasureMode) -> String {
    let plain = all.lazy.compactMap { known -> String? in
      guard known.name == table, case .content(let done) = known.fate else { return nil }
      return done
    }.first
    switch (table, mode) {
    case ("reactions", .all): return "taken back"
    case ("reactions", _), (_, .anonymise): return plain ?? "unlinked"
    case ("threads", .content): return "without an author, title and tags emptied"
    case ("threads", .all): return "without an author, title and tags emptied; withdrawn where nobody else wrote"
    case ("posts", .all), ("comments", .all): return "without an author, emptied and withdrawn"
    case ("thread_tags", _): return "deleted"
    default: return "emptied"
    }
  }
}
