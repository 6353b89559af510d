public import Auth
import Forum
import ForumKernel

extension SQLStore {
  /// Threads first: whether others wrote in them has to be seen while the posts still have their author.
  public func eraseContents(_ erasure: Erasure, isLate: Bool) async throws {
    let (user, tenant) = (erasure.userID.raw, erasure.tenant.raw)
    try await transaction(erasure.tenant, actor: nil) { try $0.unschedulePublications(by: erasure.userID) }
    try await run(
      ErasurePass(
        name: "threads", rangeEnd: nil,
        page: { db, after, _, size in try ErasedContentQueries.pageThreadsOf(db, authorID: user, tenantID: tenant, afterID: after, pageSize: size) },
        id: \.id, change: { try $1.erase($0, erasure) }), of: erasure, isLate: isLate)
    try await run(
      ErasurePass(
        name: "posts", rangeEnd: { try ErasedContentQueries.endOfPosts($0, afterID: $1, rowCount: $2) },
        page: { db, after, end, size in
          try ErasedContentQueries.pagePostsOf(db, authorID: user, tenantID: tenant, afterID: after, endID: end, pageSize: size)
        }, id: \.id, change: { try $1.erase($0, erasure) }), of: erasure, isLate: isLate)
    try await run(
      ErasurePass(
        name: "comments", rangeEnd: { try ErasedContentQueries.endOfComments($0, afterID: $1, rowCount: $2) },
        page: { db, after, end, size in
          try ErasedContentQueries.pageCommentsOf(db, authorID: user, tenantID: tenant, afterID: after, endID: end, pageSize: size)
        }, id: \.id, change: { try $1.erase($0, erasure) }), of: erasure, isLate: isLate)
    try await run(
      ErasurePass(
        name: "reactions", rangeEnd: { try ErasedContentQueries.endOfReactions($0, afterID: $1, rowCount: $2) },
        page: { db, after, end, size in
          try ErasedContentQueries.pageReactionsOf(db, userID: user, tenantID: tenant, afterID: after, endID: end, pageSize: size)
        }, id: \.id, change: { try $1.erase($0, erasure) }), of: erasure, isLate: isLate)
    try await run(
      ErasurePass(
        name: "revisions", rangeEnd: { try ErasedContentQueries.endOfRevisions($0, afterID: $1, rowCount: $2) },
        page: { db, after, end, size in
          try ErasedContentQueries.pageRevisionsOf(db, editorID: user, tenantID: tenant, afterID: after, endID: end, pageSize: size)
        }, id: \.self, change: { try $1.unlinkRevisions(of: $0, erasure) }), of: erasure, isLate: isLate)
  }

  /// What others were told of the person, as the one who acted.
  func unlinkNotices(_ erasure: Erasure, isLate: Bool) async throws {
    let (user, tenant) = (erasure.userID.raw, erasure.tenant.raw)
    try await run(
      ErasurePass(
        name: "notices", rangeEnd: { try ErasedContentQueries.endOfNotices($0, afterID: $1, rowCount: $2) },
        page: { db, after, end, size in
          try ErasedContentQueries.pageNoticesBy(db, actorID: user, tenantID: tenant, afterID: after, endID: end, pageSize: size)
        }, id: \.self, change: { try $1.unlinkNotice($0, erasure) }), of: erasure, isLate: isLate)
  }
}

extension SQLTransaction {
  fileprivate func erase(_ thread: ErasedContentQueries.PageThreadsOfRow, _ erasure: Erasure) throws {
    let user = erasure.userID.raw
    let isAlone = try erasure.mode == .all && ErasedContentQueries.hasOthersInThread(connection, threadID: thread.id, authorID: user) == false
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
    if isAlone,
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
      try ErasedContentQueries.blankPost(
        connection, body: ErasedText.content.body, bodyHTML: ErasedText.content.html, id: post.id, tenantID: tenant.raw)
      let revisions = try ErasedContentQueries.blankRevisions(
        connection, body: ErasedText.content.body, bodyHTML: ErasedText.content.html, postID: post.id, tenantID: tenant.raw)
      try note("post_revisions", erasure, count: revisions)
    }
    let isGone =
      try erasure.mode == .all && post.position > 1
      && ErasedContentQueries.withdrawPost(connection, now: now.milliseconds, id: post.id, tenantID: tenant.raw) == 1
    if isGone { try ErasedContentQueries.takePostFromCount(connection, id: post.threadID, tenantID: tenant.raw) }
    try tellErased(PostID(post.id), in: ThreadID(post.threadID), isGone: isGone)
  }

  fileprivate func erase(_ comment: ErasedContentQueries.PageCommentsOfRow, _ erasure: Erasure) throws {
    guard
      try ErasedContentQueries.unlinkComment(connection, authorID: erasure.userID.raw, id: comment.id, tenantID: tenant.raw) == 1
    else { return }
    try note("comments", erasure)
    if erasure.mode != .anonymise {
      try ErasedContentQueries.blankComment(
        connection, body: ErasedText.content.body, bodyHTML: ErasedText.content.html, id: comment.id, tenantID: tenant.raw)
    }
    let isGone =
      try erasure.mode == .all
      && ErasedContentQueries.withdrawComment(connection, now: now.milliseconds, id: comment.id, tenantID: tenant.raw) == 1
    if isGone { try ErasedContentQueries.takeCommentFromCount(connection, id: comment.postID, tenantID: tenant.raw) }
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

  fileprivate func unlinkNotice(_ id: RawID, _ erasure: Erasure) throws {
    let count = try ErasedContentQueries.unlinkNotice(connection, id: id, tenantID: tenant.raw, actorID: erasure.userID.raw)
    try note("notifications", erasure, count: count)
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
      guard known.name == table else { return nil }
      switch known.fate {
      case .content(let done), .rows(let done, _, _): return done
      default: return nil
      }
    }.first
    switch (table, mode) {
    case ("reactions", .all): return "taken back"
    case ("reactions", _), ("notifications", _), (_, .anonymise): return plain ?? "unlinked"
    case ("threads", .content): return "without an author, title and tags emptied"
    case ("threads", .all): return "without an author, title and tags emptied; withdrawn where nobody else wrote"
    case ("posts", .all), ("comments", .all): return "without an author, emptied and withdrawn"
    case ("thread_tags", _): return "deleted"
    default: return "emptied"
    }
  }
}
