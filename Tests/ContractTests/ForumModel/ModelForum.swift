import Forum
import ForumKernel

/// What a forum should be: plain lists, and rules that count everything anew. Slow, and short enough to be read.
struct ModelForum {
  struct Refusal: Error { let slug: String }

  struct Thread {
    var category: CategoryID
    let author: UserID?
    var title: String
    var tags: [String]
    var isLocked = false
    var isPinned = false
    var isDeleted = false
    let createdAt: Timestamp
    var next: Int64 = 1
  }

  struct Post {
    var thread: ThreadID
    var position: Int64
    let author: UserID
    var body: String
    var isDeleted = false
    let createdAt: Timestamp
    var reactions: [String: Set<UserID>] = [:]
  }

  struct Comment {
    let post: PostID
    let parent: CommentID?
    let depth: Int64
    let author: UserID
    var body: String
    var isDeleted = false
    let createdAt: Timestamp
  }

  struct Operation {
    let thread: ThreadID
    let other: ThreadID?
    let action: ThreadOperation.Action
    var isUndone = false
  }

  /// What moderators have about a post.
  struct Case {
    var reporters: Set<UserID> = []
    var isOpen = true
    var isWithheld = false
  }

  let categories: [CategoryID]
  var threads: [ThreadID: Thread] = [:]
  var posts: [PostID: Post] = [:]
  var comments: [CommentID: Comment] = [:]
  var operations: [ThreadOperationID: Operation] = [:]
  var cases: [PostID: Case] = [:]

  init(categories: [CategoryID]) { self.categories = categories }

  // MARK: What it shows

  func posts(of thread: ThreadID) -> [(id: PostID, post: Post)] {
    posts.filter { $0.value.thread == thread }.map { ($0.key, $0.value) }.sorted { $0.post.position < $1.post.position }
  }

  func visiblePosts(of thread: ThreadID) -> [(id: PostID, post: Post)] { posts(of: thread).filter { !$0.post.isDeleted } }

  func lastPostAt(_ id: ThreadID) -> Timestamp { visiblePosts(of: id).map(\.post.createdAt).max() ?? threads[id]!.createdAt }

  /// Oldest first; a deleted one only where an answer hangs on it.
  func comments(of post: PostID) -> [(id: CommentID, comment: Comment)] {
    let all = comments.filter { $0.value.post == post }
    let parents = Set(all.compactMap(\.value.parent))
    return all.filter { !$0.value.isDeleted || parents.contains($0.key) }.map { ($0.key, $0.value) }
      .sorted { ($0.comment.createdAt, $0.id.raw) < ($1.comment.createdAt, $1.id.raw) }
  }

  // MARK: What is asked before anything is done

  func visible(_ id: ThreadID) throws(Refusal) -> Thread {
    guard let thread = threads[id], !thread.isDeleted else { throw Refusal(slug: "thread_not_found") }
    return thread
  }

  func visible(_ id: PostID) throws(Refusal) -> (Post, Thread) {
    guard let post = posts[id], !post.isDeleted, let thread = threads[post.thread], !thread.isDeleted else { throw Refusal(slug: "post_not_found") }
    return (post, thread)
  }

  func requireAuthor(_ author: UserID?, _ who: ModelPerson) throws(Refusal) {
    if author != who.id && !who.moderates { throw Refusal(slug: "not_author") }
  }

  func requireOpen(_ thread: Thread, _ who: ModelPerson) throws(Refusal) {
    if thread.isLocked && !who.moderates { throw Refusal(slug: "thread_locked") }
  }
}

/// Somebody who acts.
struct ModelPerson: Sendable {
  let id: UserID
  let moderates: Bool
  let principal: Principal
}
