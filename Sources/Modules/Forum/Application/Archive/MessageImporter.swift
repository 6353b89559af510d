import ForumKernel

/// Makes posts of messages, and threads of those that answer none, inside one transaction.
struct MessageImporter {
  /// How many of the messages before it one looks for: mail programs write the whole line of descent into each message.
  private static let parentsMax = 100

  let records: ImportRecords
  private var tx: any ForumTransaction { records.tx }

  init(records: ImportRecords) { self.records = records }

  func take(_ message: ArchiveMessage, _ content: PostContent) throws -> ImportOutcome {
    let erased = try records.erased(message.author)
    if let known = try records.find(.post, message.id) {
      guard erased == nil, let post = try tx.post(ID(known)) else { return .known }
      return records.again(post.content, isUnchanged: post.editedAt == message.editedAt, content)
    }
    let parents = message.parents.filter { $0 != message.id }.prefix(Self.parentsMax)
    let nearest = try nearestParent(Array(parents))
    let known = try knownThread(of: message, nearest?.place)
    if known == nil && !parents.isEmpty, let thread = message.threadID {
      return .skipped(reason: "its thread \(thread) was not imported")
    }
    let author = try records.writer(message.author, erased)
    let time = records.past(message.postedAt)
    var thread = try known ?? open(message, by: author, isEmptied: erased == .emptied, at: time)
    let answered = nearest?.place.threadID == thread.id ? nearest : nil
    let id: PostID = try records.id(for: message.id) { try tx.isTaken($0) }
    var post = thread.append(erased == .emptied ? ErasedText.content : content, id: id, by: author, replyTo: answered?.place.id, at: time)
    post.editedAt = message.editedAt
    try tx.updateActivity(of: thread)
    try tx.insert(post)
    try records.remember(.post, message.id, as: id.raw)
    try tx.emit(
      PostCreated(threadID: thread.id, postID: id, replyToID: post.replyToID, position: post.position, categoryID: thread.categoryID))
    try ThreadJoining(records: records).place(post, id: message.id, parents: parents.prefix(answered?.distance ?? parents.count))
    if answered == nil { tellOfParent(of: message, isElsewhere: nearest != nil) }
    if known != nil, !message.tags.isEmpty { records.change("its tags were left out: only what opens a thread has any") }
    return records.created
  }

  /// Says that a message answers nothing. Who names no thread belongs where its parents are, and moves there when they come.
  private func tellOfParent(of message: ArchiveMessage, isElsewhere: Bool) {
    guard message.threadID != nil, let parent = message.parents.first else { return }
    if parent == message.id {
      records.change("it cannot answer itself")
    } else if isElsewhere {
      records.change("\(parent), which it answers, is in another thread: here it answers nothing")
    } else {
      records.change("\(parent), which it answers, is not there: it answers nothing until that comes")
    }
  }

  /// Names the first of the tags that were left out, each by its beginning.
  private static func sentence(onTags tags: [String]) -> String {
    let named = tags.prefix(ForumLimits.tagsMax).map { "“\($0.prefix(ForumLimits.tagLengthMax))”" }.joined(separator: ", ")
    let rest = tags.count > ForumLimits.tagsMax ? " and \(tags.count - ForumLimits.tagsMax) more" : ""
    return "of its tags \(named)\(rest) were left out: a thread has at most \(ForumLimits.tagsMax), of letters, digits and - . + #"
  }

  private func nearestParent(_ parents: [String]) throws -> (distance: Int, place: PostPlace)? {
    for (distance, parent) in parents.enumerated() {
      if let id = try records.find(.post, parent), let place = try tx.place(of: ID(id)) { return (distance, place) }
    }
    return nil
  }

  private func knownThread(of message: ArchiveMessage, _ parent: PostPlace?) throws -> ForumThread? {
    guard let externalID = message.threadID else { return try parent.flatMap { try tx.thread($0.threadID) } }
    return try records.find(.thread, externalID).flatMap { try tx.thread(ID($0)) }
  }

  /// A thread without posts yet.
  private func open(_ message: ArchiveMessage, by author: UserID?, isEmptied: Bool, at time: Timestamp) throws -> ForumThread {
    let category = try BoardImporter(records: records).category(
      of: ArchiveBoard(id: message.board, name: message.boardName ?? message.board, slug: nil, description: ""))
    let title = isEmptied ? ErasedText.title : records.cut(message.subject, to: ForumLimits.titleLengthMax, "the subject")
    let (tags, leftOut) = TagSet.allowed(of: isEmptied ? [] : message.tags)
    if !leftOut.isEmpty { records.change(Self.sentence(onTags: leftOut)) }
    var thread = ForumThread.open(
      id: try records.id(for: message.threadID ?? message.id) { try tx.isTaken($0) }, in: category, by: author,
      title: title.isEmpty ? "(no subject)" : title, tags: tags, at: time)
    thread.isLocked = message.isLocked
    thread.isPinned = message.isPinned
    try tx.insert(thread)
    try tx.addToThreadCount(1, of: category)
    if let externalID = message.threadID { try records.remember(.thread, externalID, as: thread.id.raw) }
    try tx.emit(ThreadCreated(threadID: thread.id, categoryID: category))
    return thread
  }
}
