/// An event that a live feed may send, for the documents.
public struct EventKind: Sendable {
  /// `post.created`.
  public let name: String
  public let summary: String
  /// What its data holds beside the ids: a name and how it looks; nil: nothing.
  let shown: (name: String, schema: JSONSchema)?
  /// What is sent instead of a CloudEvent; nil: a CloudEvent.
  let payload: JSONSchema?

  public init(_ name: String, _ summary: String) {
    self.init(name, summary, shown: nil, payload: nil)
  }

  /// An event that shows what it is about in its data, under this name.
  public init<View>(_ name: String, _ summary: String, shows part: String, as shape: Shape<View>) {
    self.init(name, summary, shown: (part, shape.schema), payload: nil)
  }

  /// An event that is no CloudEvent.
  init(_ name: String, _ summary: String, payload: JSONSchema) {
    self.init(name, summary, shown: nil, payload: payload)
  }

  private init(_ name: String, _ summary: String, shown: (name: String, schema: JSONSchema)?, payload: JSONSchema?) {
    self.name = name
    self.summary = summary
    self.shown = shown
    self.payload = payload
  }
}

/// What is said over a WebSocket, for the documents: messages by name.
struct SocketMessages: Sendable {
  let receives: [(name: String, schema: JSONSchema)]
  let sends: [(name: String, schema: JSONSchema)]

  static let none = SocketMessages(receives: [], sends: [])
}
