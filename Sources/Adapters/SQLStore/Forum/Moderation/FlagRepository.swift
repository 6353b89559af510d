public import Forum
public import ForumKernel

extension SQLTransaction {
  public func insert(_ flag: Flag) throws {
    try FlagQueries.insertFlag(
      connection, id: flag.id.raw, tenantID: tenant.raw, caseID: flag.caseID.raw, reporterID: flag.reporterID.raw, reason: flag.reason.rawValue,
      note: flag.note, weight: flag.weight, createdAt: flag.createdAt.milliseconds)
  }

  public func hasFlagged(_ id: CaseID, by reporter: UserID) throws -> Bool {
    try FlagQueries.findFlag(connection, caseID: id.raw, reporterID: reporter.raw, tenantID: tenant.raw) != nil
  }

  public func flagCount(by reporter: UserID, since: Timestamp) throws -> Int64 {
    try FlagQueries.countFlagsSince(connection, reporterID: reporter.raw, tenantID: tenant.raw, sinceAt: since.milliseconds) ?? 0
  }

  public func settleFlags(of id: CaseID, _ verdict: Flag.Verdict, by decision: CaseEntryID) throws -> [UserID] {
    let reporters = try FlagQueries.openReporters(connection, caseID: id.raw, tenantID: tenant.raw)
    guard !reporters.isEmpty else { return [] }
    try FlagQueries.settleFlags(connection, verdict: verdict.rawValue, decisionID: decision.raw, caseID: id.raw, tenantID: tenant.raw)
    return reporters.map { ID($0) }
  }

  public func memberRecord(of user: UserID) throws -> MemberRecord {
    guard let row = try MemberRecordQueries.findMemberRecord(connection, userID: user.raw, tenantID: tenant.raw) else { return .none }
    return MemberRecord(approved: row.approvedCount, agreed: row.agreedCount, disagreed: row.disagreedCount)
  }

  public func add(_ change: MemberRecord, to user: UserID) throws {
    try MemberRecordQueries.addToMemberRecord(
      connection, userID: user.raw, tenantID: tenant.raw, approvedCount: change.approved, agreedCount: change.agreed,
      disagreedCount: change.disagreed)
  }
}
