public import Forum
public import ForumKernel

extension SQLTransaction {
  public func moderationCase(_ id: CaseID) throws -> ModerationCase? {
    try ModerationCaseQueries.findCase(connection, id: id.raw, tenantID: tenant.raw).map(ModerationCase.init)
  }

  public func moderationCase(of subject: RawID) throws -> ModerationCase? {
    try ModerationCaseQueries.findCaseOfSubject(connection, subjectID: subject, tenantID: tenant.raw).map(ModerationCase.init)
  }

  public func insert(_ item: ModerationCase) throws {
    try ModerationCaseQueries.insertCase(
      connection, id: item.id.raw, tenantID: tenant.raw, subjectID: item.subject.id, threadID: item.subject.threadID.raw,
      postID: item.subject.postID.raw, commentID: item.subject.commentID?.raw, authorID: item.authorID?.raw, origin: item.origin.rawValue,
      score: item.score, flagCount: item.flagCount, withheld: item.withheld?.rawValue, claimedBy: item.claim?.by.raw,
      claimedAt: item.claim?.at.milliseconds, outcome: item.outcome?.rawValue, openedAt: item.openedAt.milliseconds,
      resolvedAt: item.resolvedAt?.milliseconds, version: item.version)
  }

  public func update(_ item: ModerationCase) throws {
    try ModerationCaseQueries.updateCase(
      connection, origin: item.origin.rawValue, score: item.score, flagCount: item.flagCount, withheld: item.withheld?.rawValue,
      claimedBy: item.claim?.by.raw, claimedAt: item.claim?.at.milliseconds, outcome: item.outcome?.rawValue,
      openedAt: item.openedAt.milliseconds, resolvedAt: item.resolvedAt?.milliseconds, version: item.version, id: item.id.raw,
      tenantID: tenant.raw)
  }

  public func append(_ entry: CaseEntry) throws {
    try CaseEntryQueries.insertCaseEntry(
      connection, id: entry.id.raw, tenantID: tenant.raw, caseID: entry.caseID?.raw, userID: entry.userID?.raw, kind: entry.kind.rawValue,
      action: entry.action, actorID: entry.actorID?.raw, note: entry.note, untilAt: entry.until?.milliseconds,
      createdAt: entry.createdAt.milliseconds)
  }

  public func openingPost(of thread: ThreadID) throws -> PostID? {
    try WithheldQueries.findOpeningPost(connection, threadID: thread.raw, tenantID: tenant.raw).map { ID($0) }
  }
}

extension ModerationCase {
  /// The columns have CHECKs for origin and withholding.
  fileprivate init(_ row: ModerationCaseQueries.CaseRow) {
    self.init(
      id: ID(row.id), subject: CaseSubject(threadID: ID(row.threadID), postID: ID(row.postID), commentID: row.commentID.map { ID($0) }),
      authorID: row.authorID.map { ID($0) }, origin: Origin(rawValue: row.origin) ?? .flag, score: row.score, flagCount: row.flagCount,
      withheld: row.withheld.flatMap(Withholding.init(rawValue:)), claim: Claim(by: row.claimedBy, at: row.claimedAt),
      outcome: row.outcome.flatMap(Decision.Action.init(rawValue:)), openedAt: Timestamp(milliseconds: row.openedAt),
      resolvedAt: row.resolvedAt.map(Timestamp.init(milliseconds:)), version: row.version)
  }
}

extension CaseView {
  init(_ row: ModerationCaseQueries.CaseViewRow) {
    self.init(
      moderationCase: ModerationCase(
        id: ID(row.id), subject: CaseSubject(threadID: ID(row.threadID), postID: ID(row.postID), commentID: row.commentID.map { ID($0) }),
        authorID: row.authorID.map { ID($0) }, origin: ModerationCase.Origin(rawValue: row.origin) ?? .flag, score: row.score,
        flagCount: row.flagCount, withheld: row.withheld.flatMap(ModerationCase.Withholding.init(rawValue:)),
        claim: ModerationCase.Claim(by: row.claimedBy, at: row.claimedAt), outcome: row.outcome.flatMap(Decision.Action.init(rawValue:)),
        openedAt: Timestamp(milliseconds: row.openedAt), resolvedAt: row.resolvedAt.map(Timestamp.init(milliseconds:)), version: row.version),
      threadTitle: row.title, categoryID: ID(row.categoryID), excerpt: row.excerpt,
      author: AuthorView(id: row.authorID, handle: row.handle, displayName: row.displayName), claimerHandle: row.claimer)
  }
}

extension ModerationCase.Claim {
  fileprivate init?(by user: RawID?, at milliseconds: Int64?) {
    guard let user, let milliseconds else { return nil }
    self.init(by: ID(user), at: Timestamp(milliseconds: milliseconds))
  }
}
