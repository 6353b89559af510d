public import Auth
public import ForumKernel

extension SQLStore {
  /// Texts are counted range by range and no longer than this: whoever asks waits for it.
  private static let countingTime = Duration.seconds(5)

  public func erasurePreview(of user: UserID, mode: ErasureMode, _ tenant: TenantID) async throws -> [ErasureEntry] {
    let written = try await contentCounts(of: user, mode, tenant)
    return try await read(tenant) { connection in
      var entries = written
      for table in PersonalTable.all {
        guard case .rows(let done, let count, _) = table.fate else { continue }
        let rows = try connection.first(count, [.id(user.raw), .id(tenant.raw)]) { $0.integer(0) } ?? 0
        entries.append(ErasureEntry(store: Self.place, item: table.name, done: done, count: rows))
      }
      entries.append(ErasureEntry(store: Self.place, item: "users", done: "deleted: handle, display name, mail address, roles", count: 1))
      let mentions = try ErasedContentQueries.countMentions(connection, recipientID: user.raw, tenantID: tenant.raw) ?? 0
      entries.append(
        ErasureEntry(
          store: ErasureEntry.exceptions, item: "mentions", done: "stay: where others wrote the name, it is their text", count: mentions))
      return entries
    }
  }

  private func contentCounts(of account: UserID, _ mode: ErasureMode, _ owner: TenantID) async throws -> [ErasureEntry] {
    let (user, tenant, end) = (account.raw, owner.raw, ContinuousClock.now + Self.countingTime)
    let threads = try await read(owner) { try ErasedContentQueries.countThreadsOf($0, authorID: user, tenantID: tenant) ?? 0 }
    let posts = try await counts(
      owner, until: end, { try ErasedContentQueries.endOfPosts($0, afterID: $1, rowCount: $2) },
      { try ErasedContentQueries.countPostsOf($0, authorID: user, tenantID: tenant, afterID: $1, endID: $2).map { [$0.posts, $0.revisions] } ?? [] })
    let comments = try await counts(
      owner, until: end, { try ErasedContentQueries.endOfComments($0, afterID: $1, rowCount: $2) },
      { [try ErasedContentQueries.countCommentsOf($0, authorID: user, tenantID: tenant, afterID: $1, endID: $2) ?? 0] })
    let reactions = try await counts(
      owner, until: end, { try ErasedContentQueries.endOfReactions($0, afterID: $1, rowCount: $2) },
      { [try ErasedContentQueries.countReactionsOf($0, userID: user, tenantID: tenant, afterID: $1, endID: $2) ?? 0] })
    let found =
      [("threads", threads, true)]
      + [("posts", posts, 0), ("post_revisions", posts, 1), ("comments", comments, 0), ("reactions", reactions, 0)].map {
        ($0.0, $0.1.sums.count > $0.2 ? $0.1.sums[$0.2] : 0, $0.1.isWhole)
      }
    return found.map { item, count, isWhole in
      let done = PersonalTable.done(to: item, mode)
      return ErasureEntry(
        store: Self.place, item: item, done: isWhole ? done : "\(done) (so many at least: there is more to look through)", count: count)
    }
  }

  /// What `count` finds in all ranges of a table together, as far as it came in the time.
  private func counts(
    _ tenant: TenantID, until end: ContinuousClock.Instant, _ rangeEnd: @escaping ErasurePass<RawID>.RangeEnd,
    _ count: @escaping @Sendable (any SQLConnection, _ after: RawID, _ end: RawID) throws -> [Int64]
  ) async throws -> (sums: [Int64], isWhole: Bool) {
    var (place, sums) = (RawID.zero, [Int64]())
    while place < .max {
      guard ContinuousClock.now < end else { return (sums, false) }
      try Task.checkCancellation()
      let after = place
      let (found, reached) = try await read(tenant) { connection in
        let reached = try rangeEnd(connection, after, Self.erasureRange) ?? .max
        return (try count(connection, after, reached), reached)
      }
      sums = sums.isEmpty ? found : zip(sums, found).map(+)
      place = reached
    }
    return (sums, true)
  }
}
