public import Forum
public import ForumKernel

extension SQLModerationReader {
  public func entries(of id: CaseID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<CaseEntryView> {
    let rows = try await store.read(tenant) {
      try CaseEntryQueries.pageCaseEntries(
        $0, caseID: id.raw, tenantID: tenant.raw, afterID: page.after?.id ?? .zero, pageSize: Int64(page.limit + 1)
      ).map(CaseEntryView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(key: 0, id: $0.entry.id.raw) }
  }

  public func entries(about user: UserID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<CaseEntryView> {
    let rows = try await store.read(tenant) {
      try CaseEntryQueries.pageUserEntries(
        $0, userID: user.raw, tenantID: tenant.raw, beforeID: page.after?.id ?? .max, pageSize: Int64(page.limit + 1)
      ).map(CaseEntryView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(key: 0, id: $0.entry.id.raw) }
  }

  public func flags(of id: CaseID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<FlagView> {
    let rows = try await store.read(tenant) {
      try FlagQueries.pageFlags(
        $0, caseID: id.raw, tenantID: tenant.raw, afterID: page.after?.id ?? .zero, pageSize: Int64(page.limit + 1)
      ).map(FlagView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(key: 0, id: $0.flag.id.raw) }
  }
}

extension CaseEntryView {
  fileprivate init(_ row: CaseEntryQueries.CaseEntryRow) {
    self.init(
      entry: CaseEntry(
        id: ID(row.id), caseID: row.caseID.map { ID($0) }, userID: row.userID.map { ID($0) }, kind: CaseEntry.Kind(rawValue: row.kind) ?? .note,
        action: row.action, actorID: row.actorID.map { ID($0) }, note: row.note, until: row.untilAt.map(Timestamp.init(milliseconds:)),
        createdAt: Timestamp(milliseconds: row.createdAt)),
      actorHandle: row.handle)
  }
}

extension FlagView {
  /// The columns have CHECKs for reason and verdict.
  fileprivate init(_ row: FlagQueries.PageFlagsRow) {
    self.init(
      flag: Flag(
        id: ID(row.id), caseID: ID(row.caseID), reporterID: ID(row.reporterID), reason: Flag.Reason(rawValue: row.reason) ?? .other,
        note: row.note, weight: row.weight, createdAt: Timestamp(milliseconds: row.createdAt),
        verdict: row.verdict.flatMap(Flag.Verdict.init(rawValue:))),
      reporterHandle: row.handle)
  }
}
