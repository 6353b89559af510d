public import Forum
import ForumKernel
import Synchronization

/// One event as live clients see it, the same one for all who see the same.
public final class LiveEvent: Sendable {
  /// What the event is about, as it is now.
  public enum Entity: Sendable {
    case post(PostView)
    case comment(CommentView)
    case thread(ThreadView)
  }

  /// The position after it, `<epoch>-<sequence>`: where a client goes on after a cut.
  public let id: String
  /// The event's type without its module: `post.created`; or `reset`.
  public let name: String
  /// The topics that it belongs to, of those that are followed; all of them for `reset`.
  public let topics: [LiveTopic]
  /// The CloudEvents JSON, on one line: without who moderated, and without categories that are not to be seen.
  public let data: [UInt8]
  /// What is still visible of what it is about.
  public let entities: [Entity]
  private let forms = Mutex<[String: [UInt8]]>([:])

  init(_ message: StreamMessage, at position: StreamPosition, _ topics: [LiveTopic], _ entities: [Entity], data: [UInt8]) {
    id = position.description
    name = message.eventType.map { String($0.drop { $0 != "." }.dropFirst()) } ?? "message"
    self.topics = topics
    self.data = data
    self.entities = entities
  }

  /// Tells the client that what it missed is gone: read the current state again, then go on from this position.
  init(resetAt position: StreamPosition, _ topics: [LiveTopic]) {
    id = position.description
    name = "reset"
    self.topics = topics
    data = Array(#"{"reason":"position_gone"}"#.utf8)
    entities = []
  }

  public var isReset: Bool { name == "reset" }

  /// What clients of one kind are sent, made for the first of them. The name must tell all that it depends on beside the event.
  public func form(_ name: String, _ make: () -> [UInt8]) -> [UInt8] {
    if let known = forms.withLock({ $0[name] }) { return known }
    let bytes = make()
    forms.withLock { $0[name] = bytes }
    return bytes
  }
}
