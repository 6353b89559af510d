/// An event that a live feed may send, for the documents.
public struct EventKind: Sendable {
  /// `post.created`.
  public let name: String
  public let summary: String
  /// What its data holds beside the ids: a name and how it looks; nil: nothing.
  let shown: (name: String, schema: JSONSchema)?

  public init(_ name: String, _ summary: String) {
    self.name = name
    self.summary = summary
    shown = nil
  }

  /// An event that shows what it is about in its data, under this name.
  public init<View>(_ name: String, _ summary: String, shows part: String, as shape: Shape<View>) {
    self.name = name
    self.summary = summary
    shown = (part, shape.schema)
  }
}

/// What is said over a WebSocket, for the documents: messages by name.
struct SocketMessages: Sendable {
  let receives: [(name: String, schema: JSONSchema)]
  let sends: [(name: String, schema: JSONSchema)]

  static let none = SocketMessages(receives: [], sends: [])
}
