public import Auth
public import Forum
public import ForumKernel
import HTTPAPI
public import Notifications
import Synchronization

/// What the fields of one request read from, in the name of its caller. What was read once is not read again: a list whose items name the same thread reads
/// it once, up to `GraphQLLimits.rememberedMax`, and categories are read all together.
final class ForumReads: Sendable {
  let schema: Schema
  let principal: Principal
  let cursors: CursorSigner
  let services: GraphQLServices
  private let categories = Mutex<[CategoryID: CategoryView]?>(nil)
  private let threads = Mutex<[ThreadID: ThreadView?]>([:])
  private let posts = Mutex<[PostID: PostView?]>([:])
  private let comments = Mutex<[CommentID: CommentView?]>([:])

  init(schema: Schema, principal: Principal, cursors: CursorSigner, services: GraphQLServices) {
    self.schema = schema
    self.principal = principal
    self.cursors = cursors
    self.services = services
  }

  var scope: ReadScope { principal.readScope }
  var forum: ForumModule { services.forum }

  private static func remember<Key, View>(_ view: View?, _ id: Key, _ known: inout [Key: View?]) {
    if known.count < GraphQLLimits.rememberedMax { known[id] = .some(view) }
  }

  /// All that the caller may see, by name.
  func allCategories() async throws -> [CategoryView] {
    let views = try await forum.reader.categories(scope)
    categories.withLock { $0 = Dictionary(views.map { ($0.category.id, $0) }) { first, _ in first } }
    return views
  }

  func category(_ id: CategoryID) async throws -> CategoryView? {
    if let known = categories.withLock({ $0 }) { return known[id] }
    _ = try await allCategories()
    return categories.withLock { $0?[id] }
  }

  /// Also one that is withheld, for those who see it.
  func thread(_ id: ThreadID) async throws -> ThreadView? {
    if let known = threads.withLock({ $0[id] }) { return known }
    var view = try await forum.reader.thread(id, scope)
    if view == nil { view = try await forum.seeWithheld.thread(id, by: principal) }
    threads.withLock { [view] in Self.remember(view, id, &$0) }
    return view
  }

  /// Also one that is withheld, for those who see it.
  func post(_ id: PostID) async throws -> PostView? {
    if let known = posts.withLock({ $0[id] }) { return known }
    var view = try await forum.reader.post(id, scope)
    if view == nil { view = try await forum.seeWithheld.post(id, by: principal) }
    posts.withLock { [view] in Self.remember(view, id, &$0) }
    return view
  }

  /// Also one that is withheld, for those who see it.
  func comment(_ id: CommentID) async throws -> CommentView? {
    if let known = comments.withLock({ $0[id] }) { return known }
    var view = try await forum.reader.comment(id, scope)
    if view == nil { view = try await forum.seeWithheld.comment(id, by: principal) }
    comments.withLock { [view] in Self.remember(view, id, &$0) }
    return view
  }
}

/// Those parts of the forum that fields read from; the composition root fills it in.
public struct GraphQLServices: Sendable {
  let auth: AuthModule
  let forum: ForumModule
  let notifications: NotificationsModule
  let search: any SearchIndex
  let clock: any WallClock

  public init(auth: AuthModule, forum: ForumModule, notifications: NotificationsModule, search: any SearchIndex, clock: any WallClock) {
    self.auth = auth
    self.forum = forum
    self.notifications = notifications
    self.search = search
    self.clock = clock
  }
}
