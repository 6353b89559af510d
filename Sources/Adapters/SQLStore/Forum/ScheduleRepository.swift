public import Forum
public import ForumKernel

extension SQLTransaction {
  public func schedule(of thread: ThreadID) throws -> ThreadSchedule { try ThreadSchedule(of: thread, tenant, connection) }

  public func dueTime(of change: ThreadSchedule.Change, _ thread: ThreadID) throws -> Timestamp? {
    try ScheduleQueries.findSchedule(connection, threadID: thread.raw, change: change.rawValue, tenantID: tenant.raw).map(
      Timestamp.init(milliseconds:))
  }

  public func schedule(_ change: ThreadSchedule.Change, of thread: ThreadID, at time: Timestamp) throws {
    try ScheduleQueries.putSchedule(
      connection, threadID: thread.raw, change: change.rawValue, tenantID: tenant.raw, dueAt: time.milliseconds, createdBy: actor?.raw,
      createdAt: now.milliseconds)
    try JobQueries.pullJob(connection, dueAt: time.milliseconds, name: ApplyDueChanges.job)
  }

  public func unschedule(_ change: ThreadSchedule.Change, of thread: ThreadID) throws -> Bool {
    try ScheduleQueries.deleteSchedule(connection, threadID: thread.raw, change: change.rawValue, tenantID: tenant.raw) == 1
  }

  public func unscheduleAll() throws { try ScheduleQueries.deleteSchedulesOfTenant(connection, tenantID: tenant.raw) }

  public func unschedulePublications(by author: UserID) throws {
    try ScheduleQueries.deletePublicationsOfAuthor(connection, tenantID: tenant.raw, authorID: author.raw)
  }

  public func publicationCount(of author: UserID) throws -> Int64 {
    try ScheduleQueries.countPublicationsOfAuthor(connection, tenantID: tenant.raw, authorID: author.raw) ?? 0
  }

  public func setBegin(of thread: ThreadID, to time: Timestamp) throws {
    try ScheduleQueries.setThreadBegin(connection, createdAt: time.milliseconds, id: thread.raw, tenantID: tenant.raw)
    try ScheduleQueries.setOpeningBegin(connection, createdAt: time.milliseconds, threadID: thread.raw, tenantID: tenant.raw)
  }
}

extension SQLModerationReader {
  public func schedule(of thread: ThreadID, _ tenant: TenantID) async throws -> ThreadSchedule {
    try await store.read(tenant) { try ThreadSchedule(of: thread, tenant, $0) }
  }

  public func scheduledThreads(by author: UserID?, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<ThreadView> {
    let after = page.after ?? PagePosition(key: .min, id: .zero)
    let views = try await store.read(tenant) {
      try ScheduleQueries.pageScheduledThreads(
        $0, tenantID: tenant.raw, authorID: author?.raw ?? .zero, anyAuthor: author == nil ? 1 : 0, afterDueAt: after.key, afterID: after.id,
        pageSize: Int64(page.limit + 1)
      ).map(ThreadView.init)
    }
    return Page(fetched: views, limit: page.limit) { PagePosition(key: $0.publishAt?.milliseconds ?? 0, id: $0.thread.id.raw) }
  }

  public func dueChanges(by time: Timestamp, limit: Int) async throws -> [ScheduledChange] {
    try await store.read(.everyTenant) {
      // The column has a CHECK for the changes.
      try ScheduleQueries.dueSchedules($0, dueBy: time.milliseconds, pageSize: Int64(limit)).compactMap { row in
        ThreadSchedule.Change(rawValue: row.change).map {
          ScheduledChange(
            tenant: ID(row.tenantID), threadID: ID(row.threadID), change: $0, dueAt: Timestamp(milliseconds: row.dueAt),
            actorID: row.createdBy.map { ID($0) })
        }
      }
    }
  }

  public func firstDue() async throws -> Timestamp? {
    try await store.read(.everyTenant) { try ScheduleQueries.firstDue($0).map(Timestamp.init(milliseconds:)) }
  }
}

extension ThreadSchedule {
  init(of thread: ThreadID, _ tenant: TenantID, _ connection: any SQLConnection) throws {
    let rows = try ScheduleQueries.listSchedules(connection, threadID: thread.raw, tenantID: tenant.raw)
    let times = rows.compactMap { row in Change(rawValue: row.change).map { ($0, Timestamp(milliseconds: row.dueAt)) } }
    self.init(threadID: thread, times: Dictionary(times) { first, _ in first })
  }
}

extension ThreadView {
  fileprivate init(_ row: ScheduleQueries.PageScheduledThreadsRow) throws {
    self.init(
      thread: ForumThread(
        id: ID(row.id), categoryID: ID(row.categoryID), authorID: row.authorID.map { ID($0) }, title: row.title, slug: row.slug,
        tags: TagSet(stored: try JSONText.strings(row.tags)), isLocked: row.isLocked, isPinned: row.isPinned, postCount: row.postCount,
        nextPosition: row.nextPosition, lastPostAt: Timestamp(milliseconds: row.lastPostAt), createdAt: Timestamp(milliseconds: row.createdAt),
        updatedAt: Timestamp(milliseconds: row.updatedAt), deletedAt: row.deletedAt.map(Timestamp.init(milliseconds:)), version: row.version),
      author: AuthorView(id: row.authorID, handle: row.handle, displayName: row.displayName))
    publishAt = Timestamp(milliseconds: row.dueAt)
  }
}
