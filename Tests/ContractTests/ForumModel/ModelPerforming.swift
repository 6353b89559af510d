import Forum
import ForumKernel

extension ModelForum {
  /// What the command does, but for new things, whose ids the forum makes; throws what keeps it from being done.
  mutating func apply(_ command: ModelCommand, _ who: ModelPerson) throws(Refusal) {
    switch command {
    case .createThread: break
    case .createPost(let thread, let answered): try requirePosting(in: thread, replyTo: answered, who)
    case .comment(let post, let parent): try requireCommenting(on: post, parent: parent, who)
    case .editPost(let post): try edit(post, "", who)
    case .editThread(let thread, let tags): try retitle(thread, "", tags, who)
    case .deletePost(let post): try delete(post, who)
    case .restorePost(let post): try restore(post, who)
    case .deleteComment(let comment): try delete(comment, who)
    case .restoreComment(let comment): try restore(comment)
    case .deleteThread(let thread): try delete(thread, who)
    case .restoreThread(let thread): try restore(thread, who)
    case .lock(let thread, let isLocked): try setLocked(isLocked, thread)
    case .pin(let thread, let isPinned): try setPinned(isPinned, thread)
    case .react(let post, let kind, let isOn): try react(kind, isOn, post, who)
    case .report(let post): try report(post, who)
    case .decide(let post, let action): try decide(post, action, who)
    case .move(let thread, let category): try move(thread, to: category)
    case .merge(let thread, let target): try merge(thread, into: target)
    case .split(let thread, let posts): try requireSplitting(thread, posts)
    case .undo(let operation): try undo(operation)
    }
  }
}

extension ModelRun {
  /// Does it to the forum, and adds what is new to the model.
  func perform(_ command: ModelCommand, _ who: ModelPerson, _ text: String, _ model: inout ModelForum) async throws {
    let (principal, now) = (who.principal, clock.now)
    func note(_ operation: ThreadOperation) {
      model.operations[operation.id] = ModelForum.Operation(thread: operation.threadID, other: operation.otherThreadID, action: operation.action)
    }
    switch command {
    case .createThread(let category):
      let draft = ThreadDraft(categoryID: category, title: text, tags: .none, body: text, format: .text)
      let view = try await module.createThread(draft, by: principal, once: nil)
      guard let post = try await module.reader.posts(of: view.thread.id, .all(tenant), PageRequest(limit: 1)).items.first else { return }
      model.addThread(view.thread.id, post.post.id, category, who, text, text, now)
    case .createPost(let thread, let answered):
      let draft = PostDraft(threadID: thread, replyToID: answered, body: text, format: .text)
      model.addPost(try await module.createPost(draft, by: principal, once: nil).post.id, in: thread, who, text, now)
    case .comment(let post, let parent):
      let view = try await module.createComment(CommentDraft(postID: post, parentID: parent, body: text), by: principal, once: nil)
      model.addComment(view.comment.id, on: post, parent: parent, who, text, now)
    case .editPost(let post):
      _ = try await module.editPost(post, body: text, format: nil, ifMatch: .any, by: principal)
      model.posts[post]?.body = text
    case .editThread(let thread, let tags):
      try await module.editThread(thread, title: text, tags: try TagSet(tags), category: nil, ifMatch: .any, by: principal)
      model.threads[thread]?.title = text
    case .deletePost(let post): try await module.deletePost(post, ifMatch: .any, by: principal)
    case .restorePost(let post): try await module.deletePost.restore(post, by: principal)
    case .deleteComment(let comment): try await module.deleteComment(comment, ifMatch: .any, by: principal)
    case .restoreComment(let comment): try await module.deleteComment.restore(comment, by: principal)
    case .deleteThread(let thread): try await module.moderateThread.delete(thread, ifMatch: .any, by: principal)
    case .restoreThread(let thread): try await module.moderateThread.restore(thread, by: principal)
    case .lock(let thread, let isLocked): try await module.moderateThread.setLocked(isLocked, thread, by: principal)
    case .pin(let thread, let isPinned): try await module.moderateThread.setPinned(isPinned, thread, by: principal)
    case .react(let post, let kind, let isOn):
      _ = isOn ? try await module.react.add(kind, to: post, by: principal) : try await module.react.remove(kind, from: post, by: principal)
    case .report(let post): _ = try await module.flagContent.post(post, .spam, note: nil, by: principal, once: nil)
    case .decide(let post, let action):
      let id = try await caseID(of: post)
      try await module.decideCase(id, try Decision(action: action, note: nil, until: nil, now: now), by: principal)
    case .move(let thread, let category): note(try await module.moveThread(thread, to: category, by: principal))
    case .merge(let thread, let target): note(try await module.mergeThreads(thread, into: target, by: principal))
    case .split(let thread, let posts):
      let operation = try await module.splitThread(thread, posts: posts, title: text, by: principal)
      note(operation)
      if let part = operation.otherThreadID { model.split(thread, posts, into: part, text) }
    case .undo(let operation): _ = try await module.undoThreadOperation(operation, by: principal)
    }
  }

  private func caseID(of post: PostID) async throws -> CaseID {
    guard let id = try await store.write(tenant, actor: nil, { try $0.moderationCase(of: post.raw)?.id }) else { throw AppError.notFound("case") }
    return id
  }
}
