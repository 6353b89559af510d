import Forum
import ForumKernel
import Synchronization

/// A forum in memory to render pages of: what the reader promises, without a store.
final class MemoryForum: ForumReader {
  struct Content: Sendable {
    var categories: [Forum.Category] = []
    var threads: [ThreadView] = []
    var posts: [PostView] = []
    var comments: [CommentView] = []
  }

  private let content = Mutex(Content())
  let ids = IDGenerator(clock: ManualClock())
  let tenant: TenantID

  init() { tenant = ids.next() }

  private var visible: Content { content.withLock { $0 } }

  func change(_ body: @Sendable (inout Content) -> Void) { content.withLock { body(&$0) } }

  func categories(_ scope: ReadScope) -> [CategoryView] {
    guard scope.tenant == self.tenant else { return [] }
    let content = visible
    return content.categories.sorted { $0.name < $1.name }.map { category in
      CategoryView(category: category, threadCount: Int64(content.threads.count { $0.thread.categoryID == category.id }))
    }
  }

  func category(_ id: CategoryID, _ scope: ReadScope) -> CategoryView? { categories(scope).first { $0.category.id == id } }

  func threads(_ scope: ReadScope, _ query: ThreadQuery, _ page: PageRequest) -> Page<ThreadView> {
    func place(_ view: ThreadView) -> (Int64, RawID) { (view.thread.lastPostAt.milliseconds, view.thread.id.raw) }
    let after = page.after.map { ($0.key, $0.id) } ?? (.max, .max)
    let rows = visible.threads.filter { view in
      scope.tenant == self.tenant && (query.category == nil || view.thread.categoryID == query.category)
        && (query.tag.map { view.thread.tags.values.contains($0) } ?? true) && (query.pinned == nil || view.thread.isPinned == query.pinned)
        && place(view) < after
    }
    .sorted { place($0) > place($1) }
    return Page(fetched: Array(rows.prefix(page.limit + 1)), limit: page.limit) { PagePosition(key: place($0).0, id: place($0).1) }
  }

  func thread(_ id: ThreadID, _ scope: ReadScope) -> ThreadView? {
    scope.tenant == self.tenant ? visible.threads.first { $0.thread.id == id } : nil
  }

  func threadsByAge(_ tenant: TenantID, _ page: PageRequest) -> [ThreadView] { [] }

  func operations(on thread: ThreadID, _ scope: ReadScope, _ page: PageRequest) -> Page<ThreadOperationView> { Page(items: [], next: nil) }

  func revisions(of post: PostID, _ scope: ReadScope, _ page: PageRequest) -> Page<RevisionView> { Page(items: [], next: nil) }
  func revision(of post: PostID, version: Int64, _ scope: ReadScope) -> PostRevision? { nil }

  func posts(of thread: ThreadID, _ scope: ReadScope, _ page: PageRequest) -> Page<PostView> {
    let after = page.after?.key ?? 0
    let rows = visible.posts.filter { scope.tenant == self.tenant && $0.post.threadID == thread && $0.post.position > after }
    let sorted = rows.sorted { $0.post.position < $1.post.position }
    return Page(fetched: Array(sorted.prefix(page.limit + 1)), limit: page.limit) { PagePosition(key: $0.post.position, id: $0.post.id.raw) }
  }

  func post(_ id: PostID, _ scope: ReadScope) -> PostView? { scope.tenant == self.tenant ? visible.posts.first { $0.post.id == id } : nil }

  func comments(of post: PostID, _ scope: ReadScope, _ page: PageRequest) -> Page<CommentView> {
    func place(_ view: CommentView) -> (Int64, RawID) { (view.comment.createdAt.milliseconds, view.comment.id.raw) }
    let after = page.after.map { ($0.key, $0.id) } ?? (.min, .zero)
    let rows = visible.comments.filter { scope.tenant == self.tenant && $0.comment.postID == post && place($0) > after }.sorted {
      place($0) < place($1)
    }
    return Page(fetched: Array(rows.prefix(page.limit + 1)), limit: page.limit) { PagePosition(key: place($0).0, id: place($0).1) }
  }

  func comment(_ id: CommentID, _ scope: ReadScope) -> CommentView? {
    scope.tenant == self.tenant ? visible.comments.first { $0.comment.id == id } : nil
  }

  // Pages ask for none of these.
  func reactions(to post: PostID, _ scope: ReadScope, _ page: PageRequest) -> Page<ReactionView> { Page(items: [], next: nil) }
  func tags(_ scope: ReadScope, limit: Int) -> [TagView] { [] }
  func searchSources(posts: [PostID], comments: [CommentID], _ tenant: TenantID) -> [SearchSource] { [] }
  func contents(of thread: ThreadID, _ tenant: TenantID) -> (posts: [PostID], comments: [CommentID]) { ([], []) }
  func commentIDs(of post: PostID, _ tenant: TenantID) -> [CommentID] { [] }
  func searchSources(after id: RawID?, limit: Int) -> [SearchSource] { [] }
}
