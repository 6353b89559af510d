import Admin
import Forum
import ForumKernel
import SQLStore
import Support
import Testing

/// A forum and its model, to which the same random commands are given.
struct ModelRun {
  let clock: ManualClock
  let module: ForumModule
  let store: any ForumStore
  let cases: any ModerationReader
  let upkeep: any StoreUpkeep
  let tenant: TenantID
  let people: [ModelPerson]
  var model: ModelForum
  var random: SeededRandom
  /// What the past should look like from now on: the bodies of a thread at a moment.
  var past: [(moment: Timestamp, thread: ThreadID, bodies: [String])] = []
  var done: [String: Int] = [:]

  init(_ driver: any SQLDriver, seed: UInt64) async throws {
    let clock = ManualClock()
    let ids = IDGenerator(clock: clock)
    self.clock = clock
    let store = SQLStore(driver: driver, clock: clock, ids: ids, outboxIsStream: true)
    tenant = ids.next()
    let reader = SQLModerationReader(store: store)
    (cases, upkeep, random, self.store) = (reader, store, SeededRandom(seed: seed), store)
    var policy = ModerationPolicy()
    policy.flagsPerDay = .max
    module = ForumModule(
      store: store, reader: SQLForumReader(store: store), cases: reader, attention: SQLAttentionReader(store: store), accounts: NoDirectory(),
      renderer: PlainRenderer(), watchedWords: WatchedWordDirectory(reader: reader), policy: policy,
      attachments: AttachmentServices(
        reader: SQLAttachmentReader(store: store), blobs: MemoryBlobs(), images: NoImages(), spool: NoUploads(), policy: AttachmentPolicy(),
        ids: ids,
        clock: clock), authorDigest: { word, _ in word })
    let tenant = tenant
    people = ["ada", "bob", "mod", "max"].map { handle in
      let moderates = handle.hasPrefix("m")
      var permissions: Set<Permission> = [.forumRead, .threadCreate, .postCreate, .commentCreate, .contentEdit, .reactionSet, .flagCreate]
      if moderates { permissions.insert(.forumModerate) }
      let id: UserID = ids.next()
      return ModelPerson(
        id: id, moderates: moderates, principal: Principal(tenant: tenant, userID: id, handle: handle, permissions: permissions))
    }
    let categories: [Forum.Category] = ["one", "two", "three"].map {
      Category(id: ids.next(), draft: CategoryDraft(name: $0, slug: $0, description: ""), createdAt: clock.now, updatedAt: clock.now, version: 1)
    }
    try await store.write(tenant, actor: nil) { tx in for category in categories { try tx.insert(category) } }
    model = ModelForum(categories: categories.map(\.id))
  }

  /// Does one command to both. Throws when they do not agree whether it may be done.
  mutating func step(_ number: Int) async throws {
    clock.advance(seconds: Int64.random(in: 0...1, using: &random))
    let command = ModelCommand.random(model, using: &random)
    guard let who = people.filter({ $0.moderates || !command.needsModerator }).randomElement(using: &random) else { return }
    var next = model
    var expected: String?
    do throws(ModelForum.Refusal) { try next.apply(command, who) } catch { expected = error.slug }
    var given: String?
    do {
      try await perform(command, who, "text \(number)", &next)
      model = next
    } catch let error as AppError {
      given = error.slug
    }
    done["\(command.name) \(given ?? "done")", default: 0] += 1
    try #require(
      given == expected, "command \(number): \(command) by \(who.principal.handle ?? "") gave \(given ?? "no error"), not \(expected ?? "none")")
  }
}

/// Bodies as they are.
private struct PlainRenderer: BodyRenderer {
  func render(_ body: String, as format: BodyFormat) throws -> RenderedBody { RenderedBody(html: body, plainText: body, linkCount: 0) }
}

/// Nobody in particular.
private struct NoDirectory: AccountDirectory {
  func userID(handle: String, tenant: TenantID) async throws -> UserID? { nil }
  func permissions(of user: UserID, tenant: TenantID) async throws -> Set<Permission> { [] }
  func principal(of user: UserID, tenant: TenantID, at now: Timestamp) async throws -> Principal? { nil }
}

/// Nobody uploads anything here.
private struct NoUploads: UploadSpool {
  private static let refusal = AppError(.unavailable, "uploads_unavailable", "There are no uploads.")

  func begin() async throws(AppError) -> any SpooledFile { throw Self.refusal }
  func newPath() -> String { "" }
  func digest(of path: String) async throws(AppError) -> FileDigest { throw Self.refusal }
  func remove(_ paths: [String]) async {}
}

private struct NoImages: ImageMaker {
  private static let refusal = AppError(.invalid, "image_unreadable", "There are no images.")

  func facts(of path: String) async throws(AppError) -> ImageFacts? { nil }
  func makeThumbnail(of path: String, as thumbnail: String, side: Int) async throws(AppError) -> ImageFacts { throw Self.refusal }
  func strip(_ path: String, as copy: String) async throws(AppError) { throw Self.refusal }
}
