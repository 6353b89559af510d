import ForumKernel

/// Dead letters of all consumers, in a stream of their own: the message whole, since the stream's retention may take it, with who gave it up and why.
/// A second one of the same consumer and sequence replaces the first.
struct DeadLetterBox: Sendable {
  private struct Question: Encodable {
    let subjectsFilter: String

    enum CodingKeys: String, CodingKey { case subjectsFilter = "subjects_filter" }
  }

  let api: JetStreamAPI
  let names: StreamNames

  /// Keeps a letter; it is stored when this returns.
  func put(_ delivery: Delivery, of consumer: String, reason: String) async throws(NATSError) {
    let message = delivery.message
    var fields = [
      (name: "Forum-Consumer", value: consumer), ("Forum-Subject", message.subject), ("Forum-Sequence", "\(message.sequence)"),
      ("Forum-Time", "\(message.time)"), ("Forum-Attempts", "\(delivery.attempt)"), ("Forum-Reason", String(reason.prefix(500))),
    ]
    if let id = message.messageID { fields.append(("Forum-Message-Id", id)) }
    let letter = NATSOutgoing(subject: "\(names.dead).\(consumer).\(message.sequence)", fields: fields, payload: message.payload)
    let answer: NATSMessage
    do throws(NATSError) { answer = try await api.client.request(letter) } catch { throw error == .noResponders ? .jetStreamOff : error }
    _ = try JetStreamAPI.decode(PublishReport.self, answer.payload)
  }

  func count(of consumer: String) async throws(NATSError) -> Int {
    let report = try await api.call("STREAM.INFO.\(names.dead)", Question(subjectsFilter: "\(names.dead).\(consumer).*"), as: StreamReport.self)
    return report.state.subjects?.count ?? 0
  }
}
