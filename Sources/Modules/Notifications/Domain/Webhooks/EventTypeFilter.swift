/// Which events a webhook wants: a type, or all types of a prefix (`forum.post.*`).
public struct EventTypeFilter: Sendable, Hashable {
  public let text: String

  /// nil for what no event that webhooks are told of can match.
  public init?(_ text: String) {
    self.text = text
    guard WebhookEventType.catalog.contains(where: { matches($0.name) }) else { return nil }
  }

  /// As it was kept, whatever types there are now.
  public init(kept text: String) { self.text = text }

  public func matches(_ type: String) -> Bool { text.hasSuffix(".*") ? type.hasPrefix(text.dropLast()) : type == text }
}

/// A kind of event that webhooks can be told of.
public struct WebhookEventType: Sendable {
  public let name: String
  public let description: String

  /// Sent by `POST admin/webhooks/{id}/test` alone, to whatever a webhook asked for.
  static let test = "webhook.test"

  /// All of them. What is left out is somebody's own affair (sessions, notifications, mails, passwords), or of the forum's insides.
  public static let catalog: [WebhookEventType] = [
    ("forum.thread.created", "A thread was opened."),
    ("forum.thread.changed", "A thread was edited, moved, locked, unlocked, pinned, unpinned, deleted or restored; `change` says which."),
    ("forum.post.created", "A post can be read: it was written, or approved."),
    ("forum.post.edited", "A post has another text."),
    ("forum.post.deleted", "A post is gone."),
    ("forum.post.restored", "A deleted post is there again."),
    ("forum.comment.created", "A comment can be read."),
    ("forum.comment.edited", "A comment has another text."),
    ("forum.comment.deleted", "A comment is gone."),
    ("forum.comment.restored", "A deleted comment is there again."),
    ("forum.reaction.added", "Somebody reacted to a post."),
    ("forum.reaction.removed", "Somebody took a reaction back."),
    ("forum.category.changed", "A category was made, edited or deleted."),
    ("moderation.case.opened", "Something waits for a moderator: it was reported, holds a watched word or must be approved."),
    ("moderation.case.decided", "A moderator decided about reports, or they hid a text."),
    ("auth.user.registered", "Somebody has an account."),
    ("auth.user.changed", "Somebody has another display name."),
    ("auth.user.roles_changed", "Somebody has other roles."),
    ("auth.user.erased", "An account is gone, and whatever you keep of it should be."),
    ("admin.role.changed", "A role was made, changed or deleted."),
    ("admin.policy.changed", "A policy was made, changed or deleted."),
    ("admin.feature.changed", "A feature flag was made, changed or deleted."),
  ].map { WebhookEventType(name: $0, description: $1) }
}
