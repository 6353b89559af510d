// The tour of the README with this client: `swift run tour ADDRESS`. `scripts/sdk-check` compares what it prints, and starts the server anew where it waits.
import ForumLite
import Foundation

struct Unexpected: Error {
  let text: String
}

actor Counter {
  private(set) var value = 0

  func add() { value += 1 }
}

func say(_ items: Any...) {
  print(items.map { "\($0)" }.joined(separator: " "))
  fflush(nil)
}

func refused(_ kind: Problem.Kind, _ work: () async throws -> Void) async throws -> Problem {
  do {
    try await work()
  } catch let problem as Problem where problem.kind == kind {
    return problem
  }
  throw Unexpected(text: "this must be refused as \(kind)")
}

extension Problem {
  var told: String { "\("\(kind)".prefix(1).uppercased())\("\(kind)".dropFirst()) \(status) \(code)" }
}

func enter(_ address: String, _ handle: String, _ name: String) async throws -> ForumClient {
  let client = try ForumClient(address)
  _ = try await client.accounts.register(
    NewAccount(email: "\(handle)@example.org", handle: handle, password: "a pass phrase for \(handle)", displayName: name))
  try await client.logIn(Credentials(login: handle, password: "a pass phrase for \(handle)"))
  return client
}

/// How often eight tasks with an access token that is over ask for another one.
func renewals(_ address: String, _ tokens: Tokens) async throws -> Int {
  let counter = Counter()
  var options = ForumClient.Options()
  options.accessToken = "over"
  options.refreshToken = tokens.refreshToken
  options.onTokens = { _ in Task { await counter.add() } }
  let client = try ForumClient(address, options)
  try await withThrowingTaskGroup { group in
    for _ in 0..<8 { group.addTask { _ = try await client.accounts.getMe() } }
    try await group.waitForAll()
  }
  _ = try await client.accounts.getMe()
  try await Task.sleep(for: .milliseconds(50))
  return await counter.value
}

func refusals(_ address: String, _ ada: ForumClient, _ threadID: String, _ postID: String, _ version: Int) async throws {
  let visitor = try ForumClient(address)
  let wrong = try await refused(.unauthorized) { try await visitor.logIn(Credentials(login: "ada", password: "a wrong pass phrase")) }
  say("wrong password:", wrong.told)
  let bad = try await refused(.invalid) {
    _ = try await ada.threads.createThread(NewThread(body: "", categoryID: "general", title: "", tags: ["a b"]))
  }
  say("bad input:", bad.told, bad.faults.map { "\($0.pointer):\($0.code)" }.sorted().joined(separator: " "))
  let unknown = try await refused(.unauthorized) { _ = try await visitor.posts.createPost(threadID, NewPost(body: "Who am I?")) }
  say("visitor:", unknown.told)
  let missing = try await refused(.notFound) { _ = try await visitor.threads.getThread("0190a0a0-0000-7000-8000-000000000000") }
  say("not there:", missing.told, !missing.requestID.isEmpty)
  let another = try await refused(.forbidden) { try await ada.posts.deletePost(postID, ifMatch: .version(version)) }
  say("another's post:", another.told)
}

func write(_ ada: ForumClient, _ bob: ForumClient, _ thread: ForumThread) async throws -> Post {
  let body = NewPost(body: "Just as the loom weaves **flowers**.")
  let post = try await bob.posts.createPost(thread.id, body, idempotencyKey: "bob-1")
  let again = try await bob.posts.createPost(thread.id, body, idempotencyKey: "bob-1")
  say("post:", post.position, post.bodyHTML.trimmingCharacters(in: .newlines), post.editedAt == nil, post.id == again.id)
  let comment = try await ada.comments.createComment(post.id, NewComment(body: "Most strikingly put."))
  let nested = try await bob.comments.createComment(post.id, NewComment(body: "Agreed.", parentID: comment.id))
  say("comments:", comment.depth, nested.depth, nested.author?.handle ?? "")
  say("reactions: like", try await ada.reactions.addReaction(post.id, "like").reactions["like"] ?? 0)
  let stale = try await refused(.staleVersion) { _ = try await bob.posts.editPost(post.id, PostPatch(body: "Edited."), ifMatch: .version(99)) }
  say("stale:", stale.told)
  let edited = try await bob.posts.editPost(
    post.id, PostPatch(body: "The loom weaves **flowers**, the engine algebra."), ifMatch: .version(post.version))
  say("edited:", edited.version, edited.editedAt != nil)
  return edited
}

func plan(_ ada: ForumClient, _ categoryID: String) async throws {
  let later = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 86_400).rounded())
  let thread = try await ada.threads.createThread(NewThread(body: "Not yet.", categoryID: categoryID, title: "Later", publishAt: later))
  let moved = try await ada.schedules.editSchedule(thread.id, SchedulePatch(publishAt: .set(later + 86_400)))
  let cancelled = try await ada.schedules.editSchedule(thread.id, SchedulePatch(publishAt: .clear))
  say("planned:", thread.publishAt == later, moved.publishAt == later + 86_400, cancelled.publishAt == nil)
}

/// A file that a post shows, read by somebody else.
func file(_ ada: ForumClient, _ visitor: ForumClient, _ threadID: String) async throws {
  let content = Data("Notes on a loom.".utf8)
  let made = try await ada.attachments.uploadAttachment(content, filename: "notes.txt", description: "What was said")
  _ = try await ada.posts.createPost(threadID, .init(body: "With a file.", attachmentIDs: [made.id]))
  let file = try await visitor.attachments.downloadAttachment(made.id)
  let back = try Data(contentsOf: file)
  try FileManager.default.removeItem(at: file)
  say("file:", made.filename, made.mediaType, made.bytes, back == content)
}

/// The archive of what the forum knows of somebody.
func export(_ ada: ForumClient) async throws {
  var state = try await ada.privacy.requestExport().state
  for _ in 0..<100 where state == .running {
    try await Task.sleep(for: .milliseconds(100))
    state = try await ada.privacy.getExport().state
  }
  let file = try await ada.privacy.downloadExport()
  let archive = try Data(contentsOf: file)
  try FileManager.default.removeItem(at: file)
  say("export:", state.rawValue, String(decoding: archive[257..<262], as: UTF8.self))
}

func tour(_ address: String) async throws {
  let ada = try await enter(address, "ada", "Ada Lovelace")
  let bob = try await enter(address, "bob", "Bob")
  let visitor = try ForumClient(address)
  let category = try await visitor.categories.listCategories().first().items[0]
  let thread = try await ada.threads.createThread(
    NewThread(body: "It weaves *algebraic* patterns.", categoryID: category.id, title: "On the analytical engine", tags: ["history"]))
  say("thread:", thread.slug, thread.tags.joined(), thread.postCount, thread.version, thread.createdAt.timeIntervalSinceNow < 60)
  _ = try await visitor.search.search(q: "engine", wait: .indexed).first()
  let events = try await visitor.live.followThread(thread.id)
  let post = try await write(ada, bob, thread)
  for query in ["analytcal engin", "jaquard", "steampunk"] {
    let found = try await visitor.search.search(q: query, wait: .indexed).first()
    let kinds = found.items.map(\.kind.rawValue).joined(separator: ",")
    say("found:", query, kinds.isEmpty ? "nothing" : kinds, found.estimatedTotal)
  }
  try await refusals(address, ada, thread.id, post.id, post.version)
  for number in 0..<5 {
    _ = try await ada.posts.createPost(thread.id, NewPost(body: "number \(number)", replyToID: number > 0 ? post.id : nil))
  }
  let listing = visitor.posts.listPosts(thread.id, limit: 2)
  var positions: [String] = []
  for try await each in listing { positions.append("\(each.position)") }
  var pages = 0
  for try await _ in listing.pages { pages += 1 }
  say("pages:", positions.joined(separator: ","), pages)
  try await plan(ada, category.id)
  try await file(ada, visitor, thread.id)
  try await export(ada)
  say("renewals:", try await renewals(address, bob.logIn(Credentials(login: "bob", password: "a pass phrase for bob"))))
  say("ready for a restart")
  _ = readLine()
  _ = try await bob.posts.createPost(thread.id, NewPost(body: "After the restart."))
  var names: [String] = []
  for try await event in events {
    names.append(event.name)
    if event.name == "post.created", "\(event.data)".contains("After") { break }
  }
  say("events:", names.joined(separator: " "))
  let later = try await visitor.live.followThread(thread.id, lastEventID: events.lastEventID)
  _ = try await bob.posts.createPost(thread.id, NewPost(body: "The last one."))
  say("resumed:", try await later.next()?.name ?? "nothing")
  try await ada.logOut()
  say("over:", await ada.accessToken == nil)
}

try await tour(CommandLine.arguments[1])
