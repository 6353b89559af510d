public import Forum
import ForumKernel

/// One event as live clients see it.
public struct LiveEvent: Sendable {
  /// What the event is about, as it is now.
  public enum Entity: Sendable {
    case post(PostView)
    case comment(CommentView)
  }

  /// The position after it, `<epoch>-<sequence>`: where a client goes on after a cut.
  public let id: String
  /// The event's type without its module: `post.created`; or `reset`.
  public let name: String
  /// The CloudEvents JSON, on one line.
  public let data: [UInt8]
  /// nil for other events, and when it is not visible any more.
  public let entity: Entity?

  init(_ message: StreamMessage, epoch: String, _ entity: Entity?) {
    id = StreamPosition(epoch: epoch, sequence: message.sequence).description
    name = message.eventType.map { String($0.drop { $0 != "." }.dropFirst()) } ?? "message"
    data = message.payload
    self.entity = entity
  }

  private init(id: String, name: String, data: [UInt8]) {
    self.id = id
    self.name = name
    self.data = data
    entity = nil
  }

  /// Tells the client that what it missed is gone: read the current state again, then go on from this position.
  static func reset(at position: StreamPosition) -> LiveEvent {
    LiveEvent(id: position.description, name: "reset", data: Array(#"{"reason":"position_gone"}"#.utf8))
  }
}
