import ForumKernel

/// Makes comments of an archive's comments, inside one transaction.
struct CommentImporter {
  let records: ImportRecords
  private var tx: any ForumTransaction { records.tx }

  init(records: ImportRecords) { self.records = records }

  func take(_ comment: ArchiveComment, _ content: PostContent) throws -> ImportOutcome {
    let erased = try records.erased(comment.author)
    if let known = try records.find(.comment, comment.id) {
      guard erased == nil, let stored = try tx.comment(ID(known)) else { return .known }
      return records.again(stored.content, isUnchanged: stored.editedAt == comment.editedAt, content)
    }
    guard let (post, parent) = try above(comment) else {
      return .skipped(reason: "the post or comment \(comment.parentID) was not imported")
    }
    let author = try records.writer(comment.author, erased)
    let id: CommentID = try records.id(for: comment.id) { try tx.isTaken($0) }
    var made = try Comment.under(
      post, parent: parent, id: id, by: author,
      content: erased == .emptied ? ErasedText.content : content, now: records.past(comment.postedAt))
    made.editedAt = comment.editedAt
    var commented = post
    commented.commentCount += 1
    try tx.insert(made)
    try tx.update(commented)
    try records.remember(.comment, comment.id, as: id.raw)
    try tx.emit(CommentCreated(threadID: post.threadID, postID: post.id, commentID: id, parentID: made.parentID))
    return records.created
  }

  /// The post, and the comment answered; a tree that is too deep goes on at its last level.
  private func above(_ comment: ArchiveComment) throws -> (Post, Comment?)? {
    if let id = try records.find(.post, comment.parentID), let post = try tx.post(ID(id)) { return (post, nil) }
    guard let id = try records.find(.comment, comment.parentID), let parent = try tx.comment(ID(id)), let post = try tx.post(parent.postID) else {
      return nil
    }
    guard parent.depth + 1 >= ForumLimits.commentDepthMax else { return (post, parent) }
    records.change("comments nest at most \(ForumLimits.commentDepthMax) deep: it stands beside the one that it answers")
    return (post, try parent.parentID.flatMap { try tx.comment($0) })
  }
}

/// Makes reactions of an archive's votes: each counts, and nobody is named.
struct VoteImporter {
  let records: ImportRecords

  func take(_ vote: ArchiveVote) throws -> ImportOutcome {
    let tx = records.tx
    if try records.find(.vote, vote.id) != nil { return .known }
    guard let id = try records.find(.post, vote.postID), var post = try tx.post(ID(id)) else {
      return .skipped(reason: "the post \(vote.postID) was not imported")
    }
    let voter: UserID = tx.newID()
    _ = try tx.addReaction(vote.kind, to: post.id, by: voter)
    post.reactions.add(1, to: vote.kind)
    try tx.update(post)
    try records.remember(.vote, vote.id, as: voter.raw)
    try tx.emit(ReactionAdded(threadID: post.threadID, postID: post.id, kind: vote.kind))
    return records.created
  }
}
