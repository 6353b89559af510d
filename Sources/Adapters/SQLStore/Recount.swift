public import Admin
import ForumKernel

extension SQLStore {
  /// Rows whose counters are compared in one snapshot.
  private static let recountPage: Int64 = 500

  public func recount() async throws -> RecountReport {
    var (checked, drifts) = (Int64(0), [CounterDrift]())
    for counter in Counter.allCases {
      var last: RawID? = .zero
      while let after = last {
        try Task.checkCancellation()
        let page = try await read(.everyTenant) { try counter.page($0, after: after, limit: Self.recountPage) }
        checked += Int64(page.count)
        let wrong = page.filter { $0.stored != $0.counted }
        for (tenant, rows) in Dictionary(grouping: wrong, by: \.tenant) { try await mend(rows, counter, of: tenant) }
        drifts += wrong.map { CounterDrift(counter: counter.rawValue, id: $0.id, stored: $0.stored, counted: $0.counted) }
        last = page.count < Self.recountPage ? nil : page.last?.id
      }
    }
    return RecountReport(checked: checked, drifts: drifts)
  }

  /// Counts again within the transaction: what was read may have changed since.
  private func mend(_ rows: [Counter.Row], _ counter: Counter, of tenant: RawID) async throws {
    try await transaction(ID(tenant), actor: nil) { tx in
      for row in rows { try counter.mend(row.id, tx.connection) }
      try tx.emit(CountersMended(tenantID: tx.tenant, count: rows.count))
      try tx.audit(AuditEntry(action: "counters.mend", target: "tenant:\(tx.tenant)", reason: "\(rows.count) of \(counter.rawValue)"))
    }
  }
}

/// A column that counts other rows.
private enum Counter: String, CaseIterable {
  case threads = "categories.thread_count"
  case posts = "threads.post_count"
  case comments = "posts.comment_count"
  case reactions = "posts.reactions"
  /// Of tenants with quotas.
  case usage = "tenant_usage"

  struct Row {
    let id: RawID
    let tenant: RawID
    let stored: String
    let counted: String
  }

  /// Rows with the counter, after an id, and what they should say.
  func page(_ connection: any SQLConnection, after id: RawID, limit: Int64) throws -> [Row] {
    switch self {
    case .threads: try RecountQueries.pageCategoryCounts(connection, afterID: id, pageSize: limit).map(Row.init)
    case .posts: try RecountQueries.pageThreadCounts(connection, afterID: id, pageSize: limit).map(Row.init)
    case .comments:
      try RecountQueries.pagePostCounts(connection, afterID: id, pageSize: limit).map {
        Row(id: $0.id, tenant: $0.tenantID, stored: String($0.noted), counted: String($0.counted))
      }
    case .reactions:
      try Self.reactions(connection, try RecountQueries.pagePostCounts(connection, afterID: id, pageSize: limit))
    case .usage:
      try UsageQueries.pageUsages(connection, afterID: id, pageSize: limit).map {
        let noted = TenantUsage(members: $0.members, threads: $0.threads, posts: $0.posts, bytes: $0.bytes)
        return Row(id: $0.tenantID, tenant: $0.tenantID, stored: "\(noted)", counted: "\(try TenantUsage(counting: ID($0.tenantID), connection))")
      }
    }
  }

  func mend(_ id: RawID, _ connection: any SQLConnection) throws {
    switch self {
    case .threads: try RecountQueries.recountCategory(connection, id: id)
    case .posts: try RecountQueries.recountThread(connection, id: id)
    case .comments: try RecountQueries.recountPost(connection, id: id)
    case .reactions:
      let counts = try RecountQueries.countReactions(connection, firstID: id, lastID: id)
      try RecountQueries.setReactionCounts(connection, reactions: JSONText.counts(Dictionary(counts.map { ($0.kind, $0.total) }) { $1 }), id: id)
    case .usage:
      // Its quotas may have gone meanwhile.
      guard try UsageQueries.findUsage(connection, tenantID: id) != nil else { return }
      try TenantUsage(counting: ID(id), connection).put(ID(id), connection)
    }
  }

  private static func reactions(_ connection: any SQLConnection, _ posts: [RecountQueries.PagePostCountsRow]) throws -> [Row] {
    guard let first = posts.first, let last = posts.last else { return [] }
    let counted = Dictionary(grouping: try RecountQueries.countReactions(connection, firstID: first.id, lastID: last.id), by: \.postID)
    return try posts.map { post in
      let counts = Dictionary((counted[post.id] ?? []).map { ($0.kind, $0.total) }) { $1 }
      // Kinds with none left may or may not be there.
      let stored = JSONText.counts(try JSONText.counts(post.reactions).filter { $0.value != 0 })
      return Row(id: post.id, tenant: post.tenantID, stored: stored, counted: JSONText.counts(counts))
    }
  }
}

extension Counter.Row {
  init(_ row: RecountQueries.CountRow) {
    self.init(id: row.id, tenant: row.tenantID, stored: String(row.noted), counted: String(row.counted))
  }
}
