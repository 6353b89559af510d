import Forum
import ForumKernel

extension MemoryForum {
  static let start = Timestamp(milliseconds: 1_714_567_890_000)

  @discardableResult
  func addCategory(_ name: String, description: String = "") -> Forum.Category {
    let category = Category(
      id: ids.next(), draft: CategoryDraft(name: name, slug: nil, description: description), createdAt: Self.start, updatedAt: Self.start, version: 1)
    change { $0.categories.append(category) }
    return category
  }

  func author(_ handle: String, name: String? = nil) -> AuthorView { AuthorView(id: ids.next(), handle: handle, displayName: name ?? handle) }

  /// A thread without posts.
  @discardableResult
  func addThread(
    in category: Forum.Category, _ title: String, by author: AuthorView? = nil, tags: [String] = [], isPinned: Bool = false, isLocked: Bool = false,
    at time: Timestamp = start
  ) -> ForumThread {
    var thread = ForumThread.open(id: ids.next(), in: category.id, by: author?.id, title: title, tags: TagSet(stored: tags), at: time)
    thread.isPinned = isPinned
    thread.isLocked = isLocked
    let view = ThreadView(thread: thread, author: author)
    change { $0.threads.append(view) }
    return thread
  }

  @discardableResult
  func addPost(
    to id: ThreadID, html: String, by author: AuthorView? = nil, replyTo: PostID? = nil, reactions: [String: Int64] = [:], at time: Timestamp = start
  ) -> Post {
    var view = thread(id, .all(tenant))!
    var changed = view.thread
    var post = changed.append(PostContent(body: html, format: .html, html: html), id: ids.next(), by: author?.id, replyTo: replyTo, at: time)
    post.reactions = ReactionCounts(counts: reactions)
    view = ThreadView(thread: changed, author: view.author)
    change { [view, post] content in
      content.threads.removeAll { $0.thread.id == id }
      content.threads.append(view)
      content.posts.append(PostView(post: post, author: author))
    }
    return post
  }

  @discardableResult
  func addComment(
    to post: Post, html: String, by author: AuthorView? = nil, parent: Comment? = nil, isDeleted: Bool = false, at time: Timestamp = start
  ) throws -> Comment {
    let content = PostContent(body: html, format: .html, html: html)
    var comment = try Comment.under(post, parent: parent, id: ids.next(), by: author?.id ?? ids.next(), content: content, now: time)
    if isDeleted { comment.setDeleted(true, now: time) }
    change { [comment] content in
      content.comments.append(CommentView(comment: comment, author: isDeleted ? nil : author))
      for (index, view) in content.posts.enumerated() where view.post.id == post.id {
        var post = view.post
        post.commentCount += isDeleted ? 0 : 1
        content.posts[index] = PostView(post: post, author: view.author)
      }
    }
    return comment
  }
}
