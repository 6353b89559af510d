import Admin
import Forum
import Notifications

/// The events that live clients may get: the one list behind the OpenAPI and AsyncAPI documents.
enum LiveEvents {
  static let reset = EventKind(
    "reset", "What came before its position is gone: read the current state again, then go on.",
    payload: JSONSchema([
      "type": "object", "required": ["reason"], "properties": ["topics": AsyncAPI.topics, "reason": ["const": "position_gone"]],
    ]).named("EventsReset"))

  static let ofThread = [
    EventKind(name(ThreadCreated.type), "A thread was opened.", shows: "thread", as: ForumShapes.thread),
    EventKind(
      name(ThreadChanged.type), "A thread was edited, moved, locked, pinned, deleted or restored.", shows: "thread", as: ForumShapes.thread),
    EventKind(name(PostCreated.type), "Somebody answered.", shows: "post", as: ForumShapes.post),
    EventKind(name(PostEdited.type), "A post says something else.", shows: "post", as: ForumShapes.post),
    EventKind(name(PostDeleted.type), "A post is gone."),
    EventKind(name(PostRestored.type), "A post is back.", shows: "post", as: ForumShapes.post),
    EventKind(name(CommentCreated.type), "Somebody commented.", shows: "comment", as: ForumShapes.comment),
    EventKind(name(CommentEdited.type), "A comment says something else.", shows: "comment", as: ForumShapes.comment),
    EventKind(name(CommentDeleted.type), "A comment is gone."),
    EventKind(name(CommentRestored.type), "A comment is back.", shows: "comment", as: ForumShapes.comment),
    EventKind(name(ReactionAdded.type), "Somebody reacted."),
    EventKind(name(ReactionRemoved.type), "Somebody took a reaction back."),
  ]

  static let all =
    ofThread + [
      EventKind(name(CategoryChanged.type), "A category was made, changed or deleted."),
      EventKind(name(CaseOpened.type), "Something waits for a moderator."),
      EventKind(name(CaseDecided.type), "A moderator decided about reports, or they hid a text."),
      EventKind(name(NotificationCreated.type), "You were answered."),
      EventKind(name(NotificationsRead.type), "You read notifications, perhaps elsewhere."),
      EventKind(name(FeatureChanged.type), "A feature flag changed."),
    ]

  /// What is said over `live`.
  static let messages = SocketMessages(
    receives: [
      ("subscribe", SubscribeFrame.describedSchema), ("unsubscribe", UnsubscribeFrame.describedSchema),
      ("authenticate", AuthenticateFrame.describedSchema), ("typing", TypingFrame.describedSchema),
    ],
    sends: [
      ("subscribed", ServerFrames.subscribed.schema), ("unsubscribed", ServerFrames.unsubscribed.schema),
      ("authenticated", ServerFrames.authenticated.schema), ("event", ServerFrames.event.schema), ("reset", ServerFrames.reset.schema),
      ("presence", ServerFrames.presence.schema), ("error", ServerFrames.error.schema),
    ])

  /// `forum.post.created` is `post.created` to clients.
  private static func name(_ type: String) -> String { String(type.drop { $0 != "." }.dropFirst()) }
}
