public import Admin
public import ForumKernel

extension SQLTransaction {
  /// Counts what the tenant holds from now on, where it has quotas. Every row that counts is inserted past here, whoever makes it.
  /// Throws `forbidden` (`quota_exhausted`) when that is more than it may; less than before always passes.
  func occupy(members: Int = 0, threads: Int = 0, posts: Int = 0, bytes: Int = 0) throws {
    let count = try UsageQueries.addUsage(
      connection, members: Int64(members), threads: Int64(threads), posts: Int64(posts), bytes: Int64(bytes), tenantID: tenant.raw)
    guard count == 1, let row = try UsageQueries.findUsage(connection, tenantID: tenant.raw) else { return }
    for (added, used, most, noun) in [
      (members, row.members, row.membersMax, "members"), (threads, row.threads, row.threadsMax, "threads"),
      (posts, row.posts, row.postsMax, "posts"), (bytes, row.bytes, row.bytesMax, "bytes of text and files"),
    ] {
      if added > 0, let most, used > most {
        throw AppError(.forbidden, "quota_exhausted", "This forum may hold at most \(most) \(noun), and is full.")
      }
    }
  }

  /// Counts a text that takes the place of another one, which is read only where somebody counts.
  func occupyChange(to new: String, from old: () throws -> String?) throws {
    guard try UsageQueries.findUsage(connection, tenantID: tenant.raw) != nil else { return }
    let change = new.utf8.count - (try old()?.utf8.count ?? 0)
    if change != 0 { try occupy(bytes: change) }
  }

  public func startCounting(_ tenant: TenantID) throws {
    try TenantUsage(counting: tenant, connection).put(tenant, connection)
  }

  public func stopCounting(_ tenant: TenantID) throws { try UsageQueries.deleteUsage(connection, tenantID: tenant.raw) }
}

extension SQLStore {
  public func usage(of tenant: TenantID) async throws -> TenantUsage {
    try await read(tenant) { connection in
      if let row = try UsageQueries.findUsage(connection, tenantID: tenant.raw) {
        return TenantUsage(members: row.members, threads: row.threads, posts: row.posts, bytes: row.bytes)
      }
      return try TenantUsage(counting: tenant, connection)
    }
  }
}

extension TenantUsage {
  /// Looks at every row of the tenant.
  init(counting tenant: TenantID, _ connection: any SQLConnection) throws {
    self.init(
      members: try UsageQueries.countMembers(connection, tenantID: tenant.raw) ?? 0,
      threads: try UsageQueries.countThreads(connection, tenantID: tenant.raw) ?? 0,
      posts: try UsageQueries.countPosts(connection, tenantID: tenant.raw) ?? 0,
      bytes: (try UsageQueries.countBytes(connection, tenantID: tenant.raw) ?? 0)
        + (try AttachmentQueries.sumBlobs(connection, tenantID: tenant.raw) ?? 0))
  }

  /// Notes it, and has whatever comes and goes counted from now on.
  func put(_ tenant: TenantID, _ connection: any SQLConnection) throws {
    try UsageQueries.putUsage(connection, tenantID: tenant.raw, members: members, threads: threads, posts: posts, bytes: bytes)
  }
}
