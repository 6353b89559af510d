import ForumKernel
import LiveFeed
import NIOCore

/// What clients say over the WebSocket: one JSON object a message, told apart by `type`.
enum ClientFrame {
  case subscribe(SubscribeFrame)
  case unsubscribe(UnsubscribeFrame)
  case authenticate(AuthenticateFrame)
  case typing(TypingFrame)

  static let types = ["subscribe", "unsubscribe", "authenticate", "typing"]

  /// Throws `invalid` with every fault.
  init(_ text: ByteBuffer) throws(AppError) {
    let reader = try FieldReader(json: Array(text.readableBytesView))
    switch reader.member("type") {
    case "subscribe": self = .subscribe(try reader.request())
    case "unsubscribe": self = .unsubscribe(try reader.request())
    case "authenticate": self = .authenticate(try reader.request())
    case "typing": self = .typing(try reader.request())
    case nil: throw AppError.validation([Fault("/type", "required", "This is required.")])
    default: throw AppError.validation([Fault("/type", "not_allowed", "This must be one of: \(Self.types.joined(separator: ", ")).")])
    }
  }
}

struct SubscribeFrame: BodyFields {
  let topic: LiveTopic
  let position: String?

  init(_ fields: inout FieldReader) {
    _ = fields.required("type", .word(of: ["subscribe"]))
    topic = fields.required("topic", .topic, "threads/<id>, categories/<id>, notifications, moderation/queue, flags, presence/threads/<id>.")
    position = fields.optional("position", .line(1...100), "Go on after this position; from now on without it.")
  }
}

struct UnsubscribeFrame: BodyFields {
  let topic: LiveTopic

  init(_ fields: inout FieldReader) {
    _ = fields.required("type", .word(of: ["unsubscribe"]))
    topic = fields.required("topic", .topic)
  }
}

struct AuthenticateFrame: BodyFields {
  let accessToken: String

  init(_ fields: inout FieldReader) {
    _ = fields.required("type", .word(of: ["authenticate"]))
    accessToken = fields.required("access_token", .line(1...8192), "A new one before the old one expires, or the first one.")
  }
}

struct TypingFrame: BodyFields {
  let topic: LiveTopic
  let isTyping: Bool

  init(_ fields: inout FieldReader) {
    _ = fields.required("type", .word(of: ["typing"]))
    topic = fields.required("topic", .topic, "A presence topic that is subscribed to.")
    isTyping = fields.optional("typing", .flag, default: true, "Holds for some seconds; repeat it.")
  }
}
