public import Forum
public import ForumKernel

extension SQLTransaction {
  public func draft(at place: DraftPlace, of user: UserID) throws -> SavedDraft? {
    try DraftQueries.findDraft(connection, userID: user.raw, kind: place.kind, placeID: place.id, tenantID: tenant.raw).flatMap(SavedDraft.init)
  }

  public func draftCount(of user: UserID) throws -> Int64 {
    try DraftQueries.countDrafts(connection, userID: user.raw, tenantID: tenant.raw) ?? 0
  }

  public func save(_ draft: SavedDraft) throws {
    try DraftQueries.saveDraft(
      connection, userID: draft.userID.raw, kind: draft.place.kind, placeID: draft.place.id, tenantID: tenant.raw, title: draft.text.title,
      tags: JSONText.array(draft.text.tags.values), body: draft.text.body, bodyFormat: draft.text.format.rawValue,
      replyToID: draft.text.replyToID?.raw, postVersion: draft.text.postVersion, version: draft.version,
      createdAt: draft.createdAt.milliseconds, updatedAt: draft.updatedAt.milliseconds)
  }

  public func deleteDraft(at place: DraftPlace, of user: UserID) throws {
    try DraftQueries.deleteDraft(connection, userID: user.raw, kind: place.kind, placeID: place.id, tenantID: tenant.raw)
  }
}

extension SavedDraft {
  /// The column has a CHECK for the kinds of places.
  init?(_ row: DraftQueries.DraftRow) throws {
    guard let place = DraftPlace(kind: row.kind, id: row.placeID) else { return nil }
    self.init(
      userID: ID(row.userID), place: place,
      text: DraftText(
        title: row.title, tags: TagSet(stored: try JSONText.strings(row.tags)), body: row.body, format: BodyFormat(stored: row.bodyFormat),
        replyToID: row.replyToID.map { ID($0) }, postVersion: row.postVersion),
      createdAt: Timestamp(milliseconds: row.createdAt), updatedAt: Timestamp(milliseconds: row.updatedAt), version: row.version)
  }
}
