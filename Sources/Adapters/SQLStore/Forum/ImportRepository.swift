import Auth
public import Forum
public import ForumKernel

extension SQLTransaction {
  public func imported(_ kind: ImportedKind, source: String, externalID: String) throws -> RawID? {
    try findImport(kind.rawValue, source, externalID)
  }

  public func rememberImport(_ kind: ImportedKind, source: String, externalID: String, as id: RawID) throws {
    try rememberImport(kind.rawValue, source, externalID, id)
  }

  public func importedAuthor(source: String, externalID: String, name: String) throws -> ImportedAuthor {
    if let known = try findImport("author", source, externalID) { return ImportedAuthor(id: ID(known)) }
    let user = try insertImportedUser(externalID: externalID, name: name)
    try rememberImport("author", source, externalID, user.id.raw)
    return ImportedAuthor(id: user.id, newName: user.displayName)
  }

  public func erasedAuthor(externalID: String, digest: String) throws -> ErasedAuthor? {
    var mode = try ErasureQueries.findErasedAuthor(connection, tenantID: tenant.raw, digest: digest)
    // An export of this forum calls its authors by their accounts.
    if mode == nil, let account = RawID(externalID) {
      mode = try ErasureQueries.findErasedAccount(connection, tenantID: tenant.raw, userID: account)
    }
    return mode.map { $0 == ErasureMode.anonymise.rawValue ? .unnamed : .emptied }
  }

  public func startAwaiting(_ externalID: String, source: String, by post: PostID, distance: Int64) throws {
    try ImportQueries.insertAwaited(
      connection, tenantID: tenant.raw, source: source, externalID: externalID, postID: post.raw, distance: distance)
  }

  public func awaiting(_ externalID: String, source: String) throws -> [AwaitingPost] {
    try ImportQueries.listAwaiting(connection, tenantID: tenant.raw, source: source, externalID: externalID).map {
      AwaitingPost(post: ID($0.postID), distance: $0.distance)
    }
  }

  public func stopAwaiting(by post: PostID, from distance: Int64) throws {
    try ImportQueries.deleteAwaited(connection, postID: post.raw, tenantID: tenant.raw, distance: distance)
  }

  public func isTaken(_ id: ThreadID) throws -> Bool { try ImportQueries.isThreadIDTaken(connection, id: id.raw) != nil }

  public func isTaken(_ id: PostID) throws -> Bool { try ImportQueries.isPostIDTaken(connection, id: id.raw) != nil }

  public func isTaken(_ id: CommentID) throws -> Bool { try ImportQueries.isCommentIDTaken(connection, id: id.raw) != nil }

  private func findImport(_ kind: String, _ source: String, _ externalID: String) throws -> RawID? {
    try ImportQueries.findImport(connection, tenantID: tenant.raw, source: source, kind: kind, externalID: externalID)
  }

  private func rememberImport(_ kind: String, _ source: String, _ externalID: String, _ id: RawID) throws {
    try ImportQueries.insertImport(connection, tenantID: tenant.raw, source: source, kind: kind, externalID: externalID, entityID: id)
  }
}
