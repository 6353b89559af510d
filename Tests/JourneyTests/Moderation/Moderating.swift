import Support
import Testing

/// What the scenarios of moderation have in common.
extension TestForum {
  /// A member with the role of a moderator.
  func moderator(_ handle: String, by root: Client) async throws -> Client {
    let client = try await member(handle)
    try await root.put("admin/users/\(handle)/roles/moderator").expect(200)
    try await eventually { try await client.get("moderation/queue").status == 200 }
    return client
  }

  /// A post in `thread`; its id.
  func post(_ body: String, in thread: String, by author: Client) async throws -> String {
    try await author.post("threads/\(thread)/posts", ["body": body]).expect(201).data["id"].text
  }

  /// The one case in the queue.
  func onlyCase(_ moderator: Client, _ query: String = "", sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSON {
    let items = try await moderator.get("moderation/queue\(query)").expect(200).data["items"].items
    try #require(items.count == 1, "\(items)", sourceLocation: sourceLocation)
    return items[0]
  }

  @discardableResult
  func decide(_ action: String, _ item: JSON, by moderator: Client, _ more: [String: Any] = [:]) async throws -> Answer {
    try await moderator.post("moderation/cases/\(item["id"].text)/decision", ["action": action].merging(more) { $1 })
  }

  func bodies(of thread: String, for client: Client) async throws -> [String] {
    try await client.get("threads/\(thread)/posts").expect(200).data["items"].items.map { $0["body"].text }
  }

  func found(_ words: String) async throws -> Int {
    try await visitor.get("search?wait=indexed&q=\(words)").expect(200).data["items"].items.count
  }

  /// The moderation notices of a member, newest first: kind and action.
  func notices(of client: Client) async throws -> [String] {
    try await caughtUp()
    return try await client.get("notifications").expect(200).data["items"].items.filter { !$0["action"].isNull }
      .map { "\($0["kind"].text) \($0["action"].text)" }
  }

  /// What the stream brings about within moments: waits for it, a minute at most.
  func eventually(_ isSo: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try await !isSo() {
      try #require(ContinuousClock.now < end, "this did not come about", sourceLocation: sourceLocation)
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
