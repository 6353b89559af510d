import ForumKernel
import Foundation

/// Reads messages from the server by their sequences, many requests in one go; nothing is kept there for a reader.
struct PastReader: Sendable {
  /// What a stored message looks like to whoever asks the stream's leader.
  private struct Stored: Decodable {
    struct Message: Decodable {
      let subject: String
      let seq: Int64
      let hdrs: String?
      let data: String?
      let time: String
    }

    let message: Message
  }

  private struct Question: Encodable {
    let seq: Int64
  }

  let api: JetStreamAPI
  let names: StreamNames

  /// The messages of these sequences, in order; those that were removed are left out.
  func messages(_ sequences: ClosedRange<Int64>) async throws(NATSError) -> [StreamMessage] {
    let answers = try await ask("DIRECT.GET", Array(sequences))
    var found: [StreamMessage] = []
    var missing: [Int64] = []
    for (sequence, answer) in zip(sequences, answers) {
      if let message = direct(answer, sequence) { found.append(message) } else { missing.append(sequence) }
    }
    guard !missing.isEmpty else { return found }
    // A replica that lags has not got what the leader has; a leader's word is final.
    for answer in try await ask("STREAM.MSG.GET", missing) {
      do throws(NATSError) {
        let stored = try JetStreamAPI.decode(Stored.self, answer.payload)
        if let message = message(stored.message) { found.append(message) }
      } catch let error where error.apiCode == NATSError.Code.messageNotFound {
        continue
      }
    }
    return found.sorted { $0.sequence < $1.sequence }
  }

  private func ask(_ call: String, _ sequences: [Int64]) async throws(NATSError) -> [NATSMessage] {
    var questions: [NATSOutgoing] = []
    for sequence in sequences {
      questions.append(
        NATSOutgoing(subject: "\(JetStreamAPI.prefix)\(call).\(names.stream)", payload: try NATSClient.encode(Question(seq: sequence))))
    }
    let outcome = try await api.client.requests(questions)
    if let failure = outcome.failure { throw failure }
    let answers = outcome.answers.compactMap(\.self)
    guard answers.count == sequences.count else { throw .lost }
    // Without direct reads in the stream's settings nobody listens there; its leader does.
    if call != "DIRECT.GET", answers.contains(where: { $0.status == 503 }) { throw .jetStreamOff }
    return answers
  }

  private func direct(_ answer: NATSMessage, _ sequence: Int64) -> StreamMessage? {
    guard answer.status == nil, let headers = answer.headers, headers["Nats-Sequence"] == "\(sequence)",
      let subject = headers["Nats-Subject"].flatMap({ names.own($0) }), let time = headers["Nats-Time-Stamp"].flatMap({ Timestamp($0) })
    else { return nil }
    return StreamMessage(sequence: sequence, subject: subject, messageID: headers[StreamNames.messageID], time: time, payload: answer.payload)
  }

  private func message(_ stored: Stored.Message) -> StreamMessage? {
    guard let subject = names.own(stored.subject), let time = Timestamp(stored.time) else { return nil }
    let headers = stored.hdrs.flatMap { Data(base64Encoded: $0) }.flatMap { NATSHeaders($0) }
    let payload = stored.data.flatMap { Data(base64Encoded: $0) } ?? Data()
    return StreamMessage(
      sequence: stored.seq, subject: subject, messageID: headers?[StreamNames.messageID], time: time, payload: Array(payload))
  }
}
