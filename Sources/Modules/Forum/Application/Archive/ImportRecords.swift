import ForumKernel

/// What an import remembers of one source, inside one transaction.
struct ImportRecords {
  let tx: any ForumTransaction
  let source: String
  let authorDigest: @Sendable (_ word: String, TenantID) -> String

  func find(_ kind: ImportedKind, _ externalID: String) throws -> RawID? {
    try tx.imported(kind, source: source, externalID: externalID)
  }

  func remember(_ kind: ImportedKind, _ externalID: String, as id: RawID) throws {
    try tx.rememberImport(kind, source: source, externalID: externalID, as: id)
  }

  func take(_ author: ArchiveAuthor) throws -> ImportOutcome {
    if try find(.author, author.id) != nil { return .known }
    if try erased(author) != nil { return .skipped(reason: "the account of this author was erased") }
    _ = try account(of: author)
    return .created
  }

  func account(of author: ArchiveAuthor) throws -> UserID {
    try tx.importedAuthor(source: source, externalID: author.id, name: author.name)
  }

  /// What became of an author whose account was erased; nil for all others.
  func erased(_ author: ArchiveAuthor?) throws -> ErasedAuthor? {
    guard let author else { return nil }
    let word = ErasedAuthor.word(source: source, externalID: author.id)
    return try tx.erasedAuthor(externalID: author.id, digest: authorDigest(word, tx.tenant))
  }

  /// An export keeps its ids: an id of the kind that this program makes stays as long as nothing has it.
  func id<Entity>(for externalID: String, isTaken: (ID<Entity>) throws -> Bool) throws -> ID<Entity> {
    if let raw = RawID(externalID), raw.isVersion7, try !isTaken(ID(raw)) { return ID(raw) }
    return tx.newID()
  }

  /// What to say of an item whose id is known: nothing, or that its text is not what was imported.
  func again(_ stored: PostContent, isUnchanged: Bool, _ content: PostContent) -> ImportOutcome {
    if isUnchanged && stored.body != content.body { return .skipped(reason: "its id was imported before, with another text") }
    return .known
  }
}
