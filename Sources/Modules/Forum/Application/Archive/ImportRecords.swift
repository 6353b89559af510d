import ForumKernel

/// What an import remembers of one source, inside one transaction, while it takes one item.
struct ImportRecords {
  let tx: any ForumTransaction
  let source: String
  let authorDigest: @Sendable (_ word: String, TenantID) -> String
  private let changes = ImportChanges()

  func find(_ kind: ImportedKind, _ externalID: String) throws -> RawID? {
    try tx.imported(kind, source: source, externalID: externalID)
  }

  func remember(_ kind: ImportedKind, _ externalID: String, as id: RawID) throws {
    try tx.rememberImport(kind, source: source, externalID: externalID, as: id)
  }

  /// Something of the item is not as it was.
  func change(_ reason: String) { changes.add(reason) }

  /// The beginning of a text that may be too long here; `field` is what people call it.
  func cut(_ text: String, to length: Int, _ field: String) -> String {
    let kept = String(text.prefix(length))
    if kept != text { change("\(field) has more than \(length) characters: the rest was left out") }
    return kept
  }

  /// When something was written. What lies in the future would stand before everything else until then, and in no list that ends now.
  func past(_ time: Timestamp) -> Timestamp {
    guard time > tx.now else { return time }
    change("its time \(time) has not come: it is kept as of now")
    return tx.now
  }

  /// The item is here now.
  var created: ImportOutcome { .created(changes: changes.reasons) }

  func take(_ author: ArchiveAuthor) throws -> ImportOutcome {
    if try find(.author, author.id) != nil { return .known }
    if try erased(author) != nil { return .skipped(reason: "the account of this author was erased") }
    _ = try account(of: author)
    return created
  }

  func account(of author: ArchiveAuthor) throws -> UserID {
    let account = try tx.importedAuthor(source: source, externalID: author.id, name: author.name)
    if let name = account.newName { _ = cut(author.name, to: name.count, "the author's name") }
    return account.id
  }

  /// The account of who wrote something; nil for nobody, and for somebody whose account was erased.
  func writer(_ author: ArchiveAuthor?, _ erased: ErasedAuthor?) throws -> UserID? {
    switch erased {
    case nil: return try author.map(account)
    case .unnamed: change("its author's account was erased: nobody wrote it")
    case .emptied: change("its author's account was erased: nobody wrote it, and its text was left out")
    }
    return nil
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

/// What of one item is not as it was, of whoever took a part of it.
private final class ImportChanges {
  private(set) var reasons: [String] = []

  func add(_ reason: String) { reasons.append(reason) }
}
