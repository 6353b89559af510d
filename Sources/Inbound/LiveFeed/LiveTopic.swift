public import Forum
public import ForumKernel

/// What a live client can follow, as its address says: `threads/<id>`.
public enum LiveTopic: Hashable, Sendable {
  /// Everything in one thread.
  case thread(ThreadID)
  /// A category: its threads as they come, change and get answers, and the category itself.
  case category(CategoryID)
  /// The viewer's own notifications.
  case notifications
  /// What waits for a moderator.
  case moderationQueue
  /// That a feature flag changed, so that all are asked again.
  case flags
  /// Who looks at a thread right now and who types. Nothing of it is kept, so there is no position to go on from.
  case presence(ThreadID)

  /// nil for what is no address of a topic.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("threads", 2): self.init(ThreadID(parts[1]).map { .thread($0) })
    case ("categories", 2): self.init(CategoryID(parts[1]).map { .category($0) })
    case ("presence", 3) where parts[1] == "threads": self.init(ThreadID(parts[2]).map { .presence($0) })
    case ("flags", 1): self = .flags
    default: self.init(text == "notifications" ? .notifications : text == "moderation/queue" ? .moderationQueue : nil)
    }
  }

  private init?(_ topic: LiveTopic?) {
    guard let topic else { return nil }
    self = topic
  }

  /// The address with a placeholder for its id, for documents.
  public static let addresses = [
    "threads/{thread_id}", "categories/{category_id}", "notifications", "moderation/queue", "flags", "presence/threads/{thread_id}",
  ]

  /// Throws `unauthenticated` or `forbidden` for who may not follow it. What moderators may follow also depends on which categories they were given.
  public func authorize(_ principal: Principal) throws(AppError) {
    switch self {
    case .thread, .category, .flags: try principal.require(.forumRead)
    case .presence:
      try principal.require(.forumRead)
      try principal.require(.accountUse)
    case .notifications, .moderationQueue: try principal.require(.accountUse)
    }
  }
}

extension LiveTopic: CustomStringConvertible {
  public var description: String {
    switch self {
    case .thread(let id): "threads/\(id)"
    case .category(let id): "categories/\(id)"
    case .notifications: "notifications"
    case .moderationQueue: "moderation/queue"
    case .flags: "flags"
    case .presence(let id): "presence/threads/\(id)"
    }
  }
}
