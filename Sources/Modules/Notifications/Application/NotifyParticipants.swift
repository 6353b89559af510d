public import ForumKernel

/// Follows the stream and notifies whoever was named or answered or watches, never the one who wrote, and whomever a moderator's decision concerns.
public struct NotifyParticipants: EventConsumer {
  private static let postCreated = "forum.post.created"
  private static let commentCreated = "forum.comment.created"
  private static let postEdited = "forum.post.edited"
  private static let commentEdited = "forum.comment.edited"
  private static let caseDecided = "moderation.case.decided"

  public let name = "notifications"
  public let filters = [
    "forum.*.thread.*.post.created", "forum.*.thread.*.post.edited", "forum.*.thread.*.comment.created", "forum.*.thread.*.comment.edited",
    "moderation.*.case.*.case.decided",
  ].compactMap { SubjectFilter($0) }
  let store: any NotificationStore

  /// Up to where people were notified; nil when it is new.
  public func position() async throws -> StreamPosition? { try await store.position(of: name) }

  /// One transaction for each run of messages of one tenant, with the position after it.
  public func handle(_ messages: [StreamMessage], through position: StreamPosition?) async throws {
    for run in TenantRun.runs(of: messages, through: position) {
      try await store.write(run.tenant, actor: nil) { tx in
        for message in try tx.advance(name, over: run) {
          if message.eventType == Self.caseDecided { try tx.tell(of: message.event(Decided.self).event) } else { try notify(message, tx) }
        }
      }
    }
  }

  /// Nobody is told of what the stream no longer holds.
  public func restart(at position: StreamPosition, seen: StreamPosition?) async throws -> Bool {
    try await store.write(TenantID(.zero), actor: nil) { try $0.restart(name, at: position, seen: seen) }
  }

  private func notify(_ message: StreamMessage, _ tx: any NotificationTransaction) throws {
    let fields = try message.fields()
    // What the system wrote, as an import does, is no news.
    guard let actor = fields.actor, let post = try fields.id("post_id") else { return }
    let comment = try fields.id("comment_id")
    switch message.eventType {
    case Self.postCreated:
      guard let people = try tx.participants(ofPost: post) else { return }
      // What waited for approval comes by the moderator who approved it.
      var audience = Audience(people.place, from: people.author ?? actor, tx)
      try audience.tellMentioned()
      try audience.tell(.reply, [people.answeredAuthor, people.threadAuthor])
      if people.isWatched { try audience.tellWatchers() }
    case Self.commentCreated:
      guard let comment, let people = try tx.participants(ofComment: comment) else { return }
      var audience = Audience(people.place, from: people.author ?? actor, tx)
      try audience.tellMentioned()
      try audience.tell(.comment, [people.answeredAuthor, people.postAuthor])
    case Self.postEdited:
      guard let people = try tx.participants(ofPost: post) else { return }
      var audience = Audience(people.place, from: people.author ?? actor, tx)
      try audience.tellMentioned(isEdit: true)
    case Self.commentEdited:
      guard let comment, let people = try tx.participants(ofComment: comment) else { return }
      var audience = Audience(people.place, from: people.author ?? actor, tx)
      try audience.tellMentioned(isEdit: true)
    default: return
    }
  }
}
