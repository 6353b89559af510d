import Forum
import ForumKernel
import LiveFeed

/// What the server says over the WebSocket: one JSON object a message, told apart by `type`.
enum ServerFrames {
  static let subscribed = Shape<TopicAt>("LiveSubscribed", "The topic is followed from here on.")
    .word("type", of: ["subscribed"]) { _ in "subscribed" }
    .text("topic") { $0.topic.description }
    .textOrNull("position", "Events after it will come; null for presence.") { $0.position }

  static let unsubscribed = Shape<TopicEnd>("LiveUnsubscribed", "No more events of the topic will come.")
    .word("type", of: ["unsubscribed"]) { _ in "unsubscribed" }
    .text("topic") { $0.topic.description }
    .word("reason", of: TopicEnd.Reason.allCases.map(\.rawValue)) { $0.reason.rawValue }

  static let authenticated = Shape<Principal>("LiveAuthenticated", "The access token counts from now on.")
    .word("type", of: ["authenticated"]) { _ in "authenticated" }
    .idOrNull("user_id") { $0.userID }

  static let event = Shape<TopicEvent>("LiveEvent", "Something happened in a topic.")
    .word("type", of: ["event"]) { _ in "event" }
    .text("topic") { $0.topic.description }
    .text("position", "Where to go on after it: send it with `subscribe`.") { $0.event.id }
    .word("event", of: LiveEvents.all.map(\.name)) { $0.event.name }
    .adding("data", "The same as over `/api/v1/events`, one event a name.", JSONSchema(["$ref": "#/components/schemas/CloudEvent"])) {
      $1.raw($0.event.shown(to: $0.version))
    }

  static let reset = Shape<TopicAt>("LiveReset", "What came before this position is gone: read the current state again, then go on.")
    .word("type", of: ["reset"]) { _ in "reset" }
    .text("topic") { $0.topic.description }
    .textOrNull("position") { $0.position }

  static let presence = Shape<TopicPresence>("LivePresence", "Who is with the thread now, after each change.")
    .word("type", of: ["presence"]) { _ in "presence" }
    .text("topic") { $0.topic.description }
    .number("count", "All who are signed in and look at it.") { Int64($0.view.count) }
    .list("members", member, "The first of them by handle.") { $0.view.members }

  static let error = Shape<TopicError>("LiveError", "A message was refused; the connection stays.")
    .word("type", of: ["error"]) { _ in "error" }
    .text("code", "Stable, the same as in REST.") { $0.code }
    .text("message") { $0.message }
    .textOrNull("topic", "What it is about, where that is known.") { $0.topic?.description }
    .list("errors", fault, "Every broken rule.") { $0.faults }

  private static let member = Shape<PresentMember>("LiveMember", "Somebody who looks at a thread.")
    .id("id") { $0.author.id }
    .text("handle") { $0.author.handle }
    .text("display_name") { $0.author.displayName }
    .flag("typing") { $0.isTyping }

  private static let fault = Shape<Fault>("LiveFault", "One broken rule of a message.")
    .text("pointer", "A JSON Pointer into the message.") { $0.pointer }
    .text("code") { $0.code }
    .text("detail") { $0.detail }
}

struct TopicAt: Sendable {
  let topic: LiveTopic
  let position: String?
}

struct TopicEnd: Sendable {
  enum Reason: String, Sendable, CaseIterable {
    /// The client wanted it.
    case asked
    /// What it was about has been deleted.
    case ended
  }

  let topic: LiveTopic
  let reason: Reason
}

struct TopicEvent: Sendable {
  let topic: LiveTopic
  let event: LiveEvent
  /// What the client knows of the API.
  let version: PinnedVersion
}

struct TopicPresence: Sendable {
  let topic: LiveTopic
  let view: PresenceView
}

struct TopicError: Sendable {
  let code: String
  let message: String
  let topic: LiveTopic?
  let faults: [Fault]

  init(_ error: AppError, _ topic: LiveTopic?) {
    code = error.slug
    message = error.message
    self.topic = topic
    faults = error.faults
  }
}
