import Forum
import ForumKernel

/// A topic with the part of the event stream that it is for one viewer.
struct FollowedTopic: Sendable {
  let topic: LiveTopic
  let filters: [SubjectFilter]

  init(_ topic: LiveTopic, _ principal: Principal) {
    self.topic = topic
    filters = topic.filters(principal)
  }

  /// Whether a message that came by one of several topics' filters belongs to this one.
  func matches(_ message: StreamMessage) -> Bool {
    guard filters.contains(where: { $0.matches(message.subject) }) else { return false }
    guard case .category(let id) = topic, message.aggregate?.kind == "thread" else { return true }
    return message.categories.contains { $0.id == id }
  }
}

extension LiveTopic {
  /// The subjects of the event stream that hold what belongs to the topic.
  fileprivate func filters(_ principal: Principal) -> [SubjectFilter] {
    let subjects: [String] =
      switch self {
      case .thread(let id): ["forum.\(principal.tenant).thread.\(id).>"]
      case .category(let id):
        ["forum.\(principal.tenant).category.\(id).>"]
          + ["thread.created", "thread.changed", "post.created"].map { "forum.\(principal.tenant).thread.*.\($0)" }
      case .notifications: principal.userID.map { ["notifications.\(principal.tenant).user.\($0).>"] } ?? []
      case .moderationQueue: ["moderation.\(principal.tenant).case.>"]
      case .flags: ["admin.\(principal.tenant).tenant.*.feature.changed"]
      case .presence: []
      }
    return subjects.compactMap { SubjectFilter($0) }
  }

  /// True after the message that says that the topic is no more.
  func isEnded(by message: StreamMessage) -> Bool {
    switch self {
    case .thread: message.eventType == ThreadChanged.type && (try? message.event(ThreadChanged.self).event.change) == .deleted
    case .category: message.eventType == CategoryChanged.type && (try? message.event(CategoryChanged.self).event.change) == .deleted
    case .notifications, .moderationQueue, .flags, .presence: false
    }
  }
}

extension StreamMessage {
  /// The category that the event of a thread names.
  var categoryID: CategoryID? { (try? event(InCategory.self))?.event.categoryID }
  /// All categories that it names, by the members that do: where the thread is, and where it was.
  var categories: [(member: String, id: CategoryID)] {
    guard let event = (try? event(InCategory.self))?.event else { return [] }
    return [("category_id", event.categoryID), ("from_category_id", event.fromCategoryID)].compactMap { member, id in id.map { (member, $0) } }
  }
  /// The thread that the event names.
  var threadID: ThreadID? { (try? event(InCategory.self))?.event.threadID }
}

/// What the events of a thread that concern its category have in common.
private struct InCategory: DomainEvent {
  static let type = "forum.thread.in_category"
  static let aggregate = "thread"
  let threadID: ThreadID
  /// Missing in events that older versions wrote.
  let categoryID: CategoryID?
  /// Only where the thread was moved.
  let fromCategoryID: CategoryID?
  var aggregateID: RawID { threadID.raw }

  enum CodingKeys: String, CodingKey {
    case threadID = "thread_id"
    case categoryID = "category_id"
    case fromCategoryID = "from_category_id"
  }
}
