import Auth
import Forum
import ForumKernel
import SQLStore
import Support

/// A forum's rows in one store: a category, a thread with two posts, and people.
struct ModerationBench {
  let clock: ManualClock
  let ids: IDGenerator
  let tenant: TenantID
  let forum: any ForumStore
  let auth: any AuthStore
  let reader: any ModerationReader
  let attention: any AttentionReader
  let category: Forum.Category
  let thread: ForumThread
  let posts: [Post]
  let ada: UserID
  let bob: UserID

  /// Runs `body` over a fresh store of the backend.
  static func with(_ backend: SQLBackend, _ body: (ModerationBench) async throws -> Void) async throws {
    try await backend.with { driver in try await body(try await ModerationBench(driver)) }
  }

  private init(_ driver: any SQLDriver) async throws {
    let clock = ManualClock()
    let ids = IDGenerator(clock: clock)
    let store = SQLStore(driver: driver, clock: clock, ids: ids, outboxIsStream: true)
    self.clock = clock
    self.ids = ids
    tenant = ids.next()
    (forum, auth, reader) = (store, store, SQLModerationReader(store: store))
    attention = SQLAttentionReader(store: store)
    let people: [User] = try ["ada", "bob"].map { User.new(ids.next(), handle: try Handle($0), email: nil, now: clock.now) }
    let draft = CategoryDraft(name: "General", slug: nil, description: "")
    let category = Category(id: ids.next(), draft: draft, createdAt: clock.now, updatedAt: clock.now, version: 1)
    var thread = ForumThread.open(id: ids.next(), in: category.id, by: people[0].id, title: "Offers", tags: .none, at: clock.now)
    let posts = ["hello", "cheap watches"].map { text in
      thread.append(PostContent(body: text, format: .text, html: text), id: ids.next(), by: people[1].id, replyTo: nil, at: clock.now)
    }
    try await auth.write(tenant, actor: nil) { tx in for user in people { try tx.insert(user) } }
    (self.category, self.thread, self.posts, ada, bob) = (category, thread, posts, people[0].id, people[1].id)
    try await forum.write(tenant, actor: nil) { [thread] tx in
      try tx.insert(category)
      try tx.insert(thread)
      for post in posts { try tx.insert(post) }
    }
  }

  /// Somebody who came a moment later than everything that is there.
  func newcomer() async throws -> UserID {
    clock.advance(seconds: 1)
    let user = User.new(ids.next(), handle: try Handle("eve"), email: nil, now: clock.now)
    try await auth.write(tenant, actor: nil) { try $0.insert(user) }
    clock.advance(seconds: 1)
    return user.id
  }

  func openCase(_ index: Int, _ origin: ModerationCase.Origin = .flag) -> ModerationCase {
    .open(ids.next(), about: CaseSubject(posts[index]), by: bob, origin: origin, now: clock.now)
  }

  func write<Result: Sendable>(_ body: @escaping @Sendable (any ForumTransaction) throws -> Result) async throws -> Result {
    try await forum.write(tenant, actor: ada, body)
  }
}
