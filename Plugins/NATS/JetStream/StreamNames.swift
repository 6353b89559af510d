import ForumKernel

/// How the port's subjects are called on the server: with the stream's name before them, so that two forums can share one.
struct StreamNames: Sendable {
  static let messageID = "Nats-Msg-Id"

  let stream: String

  var dead: String { stream + "_DEAD" }
  var all: String { stream + ".>" }

  func subject(_ subject: String) -> String { "\(stream).\(subject)" }

  func filter(_ filter: SubjectFilter) -> String { "\(stream).\(filter)" }

  /// The port's subject; nil for one of another stream.
  func own(_ subject: String) -> String? { subject.hasPrefix(stream + ".") ? String(subject.dropFirst(stream.utf8.count + 1)) : nil }

  /// A message that a consumer of the stream was sent; nil when it is none, such as a heartbeat.
  func message(_ delivered: NATSMessage) -> (StreamMessage, AckSubject)? {
    guard delivered.status == nil, let ack = delivered.reply.flatMap({ AckSubject($0) }), let subject = own(delivered.subject) else { return nil }
    let message = StreamMessage(
      sequence: ack.sequence, subject: subject, messageID: delivered.headers?[Self.messageID], time: ack.time, payload: delivered.payload)
    return (message, ack)
  }

  func outgoing(_ message: OutgoingMessage) throws(NATSError) -> NATSOutgoing {
    guard NATSSubject.canBePublished(message.subject) else { throw .badSubject }
    let fields = message.messageID.map { [(name: Self.messageID, value: $0)] } ?? []
    return NATSOutgoing(subject: subject(message.subject), fields: fields, payload: message.payload)
  }
}
