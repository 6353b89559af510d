public import ForumKernel

/// One message of another forum or mailing list: a thread's opening text or an answer.
public struct ImportedMessage: Sendable {
  public let externalID: String
  public let board: String
  /// What the board's category is called when it is new; nil: like the board.
  public let boardName: String?
  /// The message answered; nil for an opening text.
  public let parentID: String?
  public let threadID: String
  /// nil when nobody knows any more.
  public let author: String?
  /// Tells authors of one name apart; nil: the name does.
  public let authorID: String?
  public let postedAt: Timestamp
  public let subject: String
  public let body: String
  public let format: BodyFormat

  public init(
    externalID: String, board: String, boardName: String?, parentID: String?, threadID: String, author: String?, authorID: String?,
    postedAt: Timestamp, subject: String, body: String, format: BodyFormat
  ) {
    self.externalID = externalID
    self.board = board
    self.boardName = boardName
    self.parentID = parentID
    self.threadID = threadID
    self.author = author
    self.authorID = authorID
    self.postedAt = postedAt
    self.subject = subject
    self.body = body
    self.format = format
  }
}

/// What became of each message of a chunk, in order.
public enum ImportOutcome: Sendable, Equatable {
  case created
  /// It had been imported before.
  case known
  case skipped(reason: String)
}

/// Brings messages in, a chunk per transaction, keeping authors, times and reply structure; needs `system.operate`.
/// Idempotent: a message of the same source and id is imported once, so that a run can be cut anywhere and repeated.
public struct ImportMessages: Sendable {
  let store: any ForumStore
  let renderer: any BodyRenderer

  /// `source` names where the ids come from. A message that cannot be taken is skipped with its reason; the others are kept.
  public func callAsFunction(_ messages: [ImportedMessage], source: String, by principal: Principal) async throws -> [ImportOutcome] {
    try principal.require(.systemOperate)
    let contents = messages.map { message in
      Result { try PostContent.rendered(message.body, message.format, renderer) }
    }
    return try await store.write(principal.tenant, actor: principal.userID) { tx in
      let importer = MessageImporter(tx: tx, source: source)
      return try zip(messages, contents).map { try importer.take($0, $1) }
    }
  }
}

/// Imports messages inside one transaction, and saves each thread it touched after each message.
private struct MessageImporter {
  let tx: any ForumTransaction
  let source: String

  func take(_ message: ImportedMessage, _ content: Result<PostContent, any Error>) throws -> ImportOutcome {
    if try tx.imported(.post, source: source, externalID: message.externalID) != nil { return .known }
    guard case .success(let content) = content else { return .skipped(reason: "the body could not be rendered") }
    let author = try author(of: message)
    if message.parentID == nil {
      try open(message, content, by: author)
      return .created
    }
    guard let threadID = try tx.imported(.thread, source: source, externalID: message.threadID), var thread = try tx.thread(ID(threadID)) else {
      return .skipped(reason: "its thread \(message.threadID) was not imported")
    }
    let answered = try message.parentID.flatMap { try tx.imported(.post, source: source, externalID: $0) }
    let post = thread.append(content, id: tx.newID(), by: author, replyTo: answered.map { ID($0) }, at: message.postedAt)
    try tx.updateActivity(of: thread)
    try tx.insert(post)
    try remember(post, of: message)
    return .created
  }

  private func open(_ message: ImportedMessage, _ content: PostContent, by author: UserID?) throws {
    let category = try category(of: message)
    let title = String(message.subject.prefix(ForumLimits.titleLengthMax))
    var thread = ForumThread.open(
      id: tx.newID(), in: category, by: author, title: title.isEmpty ? "(no subject)" : title, tags: .none, at: message.postedAt)
    let post = thread.append(content, id: tx.newID(), by: author, replyTo: nil, at: message.postedAt)
    try tx.insert(thread)
    try tx.insert(post)
    try tx.addToThreadCount(1, of: category)
    try tx.rememberImport(.thread, source: source, externalID: message.threadID, as: thread.id.raw)
    try tx.emit(ThreadCreated(threadID: thread.id, categoryID: category))
    try remember(post, of: message)
  }

  private func remember(_ post: Post, of message: ImportedMessage) throws {
    try tx.rememberImport(.post, source: source, externalID: message.externalID, as: post.id.raw)
    try tx.emit(PostCreated(threadID: post.threadID, postID: post.id, replyToID: post.replyToID, position: post.position))
  }

  private func author(of message: ImportedMessage) throws -> UserID? {
    guard let key = message.authorID ?? message.author.map({ "name:\($0)" }) else { return nil }
    return try tx.importedAuthor(source: source, externalID: key, name: message.author ?? key)
  }

  /// The category that this board became: one of the same address, or a new one.
  private func category(of message: ImportedMessage) throws -> CategoryID {
    let board = message.board
    if let known = try tx.imported(.category, source: source, externalID: board) { return ID(known) }
    let draft = CategoryDraft(name: String((message.boardName ?? board).prefix(ForumLimits.categoryNameLengthMax)), slug: nil, description: "")
    let category: Category
    if let existing = try tx.category(slug: draft.slug) {
      category = existing
    } else {
      category = Category(id: tx.newID(), draft: draft, createdAt: tx.now, updatedAt: tx.now, version: 1)
      try tx.insert(category)
      try tx.emit(CategoryChanged(categoryID: category.id, change: .created))
    }
    try tx.rememberImport(.category, source: source, externalID: board, as: category.id.raw)
    return category.id
  }
}
