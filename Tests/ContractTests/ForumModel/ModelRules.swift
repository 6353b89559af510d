import Forum
import ForumKernel

/// What each command does to the model. New things get the ids that the forum gave them.
extension ModelForum {
  mutating func addThread(
    _ id: ThreadID, _ post: PostID, _ category: CategoryID, _ who: ModelPerson, _ title: String, _ body: String, _ now: Timestamp
  ) {
    threads[id] = Thread(category: category, author: who.id, title: title, tags: [], createdAt: now, next: 2)
    posts[post] = Post(thread: id, position: 1, author: who.id, body: body, createdAt: now)
  }

  func requirePosting(in id: ThreadID, replyTo: PostID?, _ who: ModelPerson) throws(Refusal) {
    try requireOpen(try visible(id), who)
    if let replyTo, posts[replyTo]?.thread != id { throw Refusal(slug: "validation_failed") }
  }

  mutating func addPost(_ id: PostID, in thread: ThreadID, _ who: ModelPerson, _ body: String, _ now: Timestamp) {
    posts[id] = Post(thread: thread, position: threads[thread]!.next, author: who.id, body: body, createdAt: now)
    threads[thread]!.next += 1
  }

  func requireCommenting(on id: PostID, parent: CommentID?, _ who: ModelPerson) throws(Refusal) {
    try requireOpen(try visible(id).1, who)
    guard let parent else { return }
    guard let found = comments[parent], !found.isDeleted, found.post == id, found.depth + 1 < ForumLimits.commentDepthMax else {
      throw Refusal(slug: "validation_failed")
    }
  }

  mutating func addComment(_ id: CommentID, on post: PostID, parent: CommentID?, _ who: ModelPerson, _ body: String, _ now: Timestamp) {
    let depth = parent.map { comments[$0]!.depth + 1 } ?? 0
    comments[id] = Comment(post: post, parent: parent, depth: depth, author: who.id, body: body, createdAt: now)
  }

  mutating func edit(_ id: PostID, _ body: String, _ who: ModelPerson) throws(Refusal) {
    let (post, thread) = try visible(id)
    try requireAuthor(post.author, who)
    try requireOpen(thread, who)
    posts[id]!.body = body
  }

  mutating func retitle(_ id: ThreadID, _ title: String, _ tags: [String], _ who: ModelPerson) throws(Refusal) {
    let thread = try visible(id)
    try requireAuthor(thread.author, who)
    try requireOpen(thread, who)
    threads[id]!.title = title
    threads[id]!.tags = tags
  }

  mutating func delete(_ id: PostID, _ who: ModelPerson) throws(Refusal) {
    let (post, thread) = try visible(id)
    try requireAuthor(post.author, who)
    try requireOpen(thread, who)
    guard post.position != 1 else { throw Refusal(slug: "opening_post") }
    posts[id]!.isDeleted = true
  }

  mutating func restore(_ id: PostID, _ who: ModelPerson) throws(Refusal) {
    _ = try visible(posts[id]!.thread)
    guard posts[id]!.isDeleted, try !approve(id, who) else { return }
    posts[id]!.isDeleted = false
    cases[id]?.isWithheld = false
  }

  mutating func delete(_ id: CommentID, _ who: ModelPerson) throws(Refusal) {
    guard let comment = comments[id], !comment.isDeleted else { throw Refusal(slug: "comment_not_found") }
    let (_, thread) = try visible(comment.post)
    try requireAuthor(comment.author, who)
    try requireOpen(thread, who)
    comments[id]!.isDeleted = true
  }

  mutating func restore(_ id: CommentID) throws(Refusal) {
    _ = try visible(comments[id]!.post)
    comments[id]!.isDeleted = false
  }

  mutating func delete(_ id: ThreadID, _ who: ModelPerson) throws(Refusal) {
    try requireAuthor(try visible(id).author, who)
    if visiblePosts(of: id).count > 1 && !who.moderates { throw Refusal(slug: "thread_answered") }
    threads[id]!.isDeleted = true
  }

  mutating func restore(_ id: ThreadID, _ who: ModelPerson) throws(Refusal) {
    guard threads[id]!.isDeleted else { return }
    let opening = posts(of: id).first { $0.post.position == 1 }?.id
    if let opening, try approve(opening, who) { return }
    guard !visiblePosts(of: id).isEmpty else { throw Refusal(slug: "thread_empty") }
    threads[id]!.isDeleted = false
    if let opening { cases[opening]?.isWithheld = false }
  }

  mutating func setLocked(_ isLocked: Bool, _ id: ThreadID) throws(Refusal) {
    _ = try visible(id)
    threads[id]!.isLocked = isLocked
  }

  mutating func setPinned(_ isPinned: Bool, _ id: ThreadID) throws(Refusal) {
    _ = try visible(id)
    threads[id]!.isPinned = isPinned
  }

  mutating func react(_ kind: String, _ isOn: Bool, _ id: PostID, _ who: ModelPerson) throws(Refusal) {
    try requireOpen(try visible(id).1, who)
    if isOn { posts[id]!.reactions[kind, default: []].insert(who.id) } else { posts[id]!.reactions[kind]?.remove(who.id) }
  }

  // MARK: Moderation

  /// A moderator's report hides at once.
  mutating func report(_ id: PostID, _ who: ModelPerson) throws(Refusal) {
    let (post, _) = try visible(id)
    guard post.author != who.id else { throw Refusal(slug: "own_content") }
    var found = cases[id] ?? Case()
    guard !found.reporters.contains(who.id) else { throw Refusal(slug: "already_flagged") }
    found.isOpen = true
    found.reporters.insert(who.id)
    cases[id] = found
    takeDown(id)
    cases[id]!.isWithheld = true
  }

  mutating func decide(_ id: PostID, _ action: Decision.Action, _ who: ModelPerson) throws(Refusal) {
    guard posts[id]!.author != who.id else { throw Refusal(slug: "own_content") }
    guard cases[id]!.isOpen else { throw Refusal(slug: "case_resolved") }
    apply(action, id)
  }

  private mutating func approve(_ id: PostID, _ who: ModelPerson) throws(Refusal) -> Bool {
    guard let found = cases[id], found.isWithheld, found.isOpen else { return false }
    guard posts[id]!.author != who.id else { throw Refusal(slug: "own_content") }
    apply(.approve, id)
    return true
  }

  private mutating func apply(_ action: Decision.Action, _ id: PostID) {
    switch action {
    case .hide: if takeDown(id) || cases[id]!.isWithheld { cases[id]!.isWithheld = true }
    case .delete:
      takeDown(id)
      cases[id]!.isWithheld = false
    default:
      if cases[id]!.isWithheld { putBack(id) }
      cases[id]!.isWithheld = false
    }
    cases[id]!.isOpen = false
  }

  /// An opening post takes its thread with it.
  @discardableResult
  private mutating func takeDown(_ id: PostID) -> Bool {
    let post = posts[id]!
    if post.position == 1 {
      defer { threads[post.thread]!.isDeleted = true }
      return !threads[post.thread]!.isDeleted
    }
    posts[id]!.isDeleted = true
    return !post.isDeleted
  }

  private mutating func putBack(_ id: PostID) {
    let post = posts[id]!
    if post.position == 1 { threads[post.thread]!.isDeleted = false } else { posts[id]!.isDeleted = false }
  }
}
