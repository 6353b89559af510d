import Foundation

/// One request for deliveries, as JetStream has it.
struct FetchRequest: Encodable, Sendable {
  let batch: Int
  /// In nanoseconds; nil: what is there, at once.
  let expires: Int64?
  let noWait: Bool

  enum CodingKeys: String, CodingKey {
    case batch, expires
    case noWait = "no_wait"
  }

  /// What is there now.
  static func now(_ batch: Int) -> FetchRequest { FetchRequest(batch: batch, expires: nil, noWait: true) }

  /// The next one, waiting for it.
  static func next(within wait: Duration) -> FetchRequest { FetchRequest(batch: 1, expires: wait.wholeNanoseconds, noWait: false) }
}

/// Sends fetch requests and collects what comes.
struct Fetcher: Sendable {
  /// After the last message, for further ones: nothing tells how many redeliveries follow, or that no more may be out at once.
  private static let silence = Duration.milliseconds(100)

  let client: NATSClient
  let names: StreamNames
  let consumer: String

  /// The deliveries of one request, until `wait` is over. Cancelling ends the wait; what was on its way is delivered again later.
  func deliveries(_ request: FetchRequest, wait: Duration) async throws(NATSError) -> [(delivered: NATSMessage, ack: AckSubject)] {
    let connection = try await client.connection()
    let question = try NATSClient.encode(request)
    let inbox = "_INBOX.\(NATSSubject.random())"
    let (events, continuation) = AsyncStream.makeStream(of: SubscriptionEvent?.self, bufferingPolicy: .bufferingOldest(request.batch + 8))
    let subscription = try await connection.subscribe(inbox) { continuation.yield($0) }
    defer { connection.unsubscribe(subscription) }
    let path = "\(JetStreamAPI.prefix)CONSUMER.MSG.NEXT.\(names.stream).\(consumer)"
    connection.publish(NATSOutgoing(subject: path, payload: question), reply: inbox)
    var timer = timer(wait, continuation)
    defer { timer.cancel() }
    var found: [(delivered: NATSMessage, ack: AckSubject)] = []
    for await event in events {
      switch event {
      // The time is over.
      case nil: return found
      case .ended(let error):
        if found.isEmpty { throw error }
        return found
      case .message(let message):
        if let status = message.status {
          if try isOver(status, message, found.isEmpty) { return found }
          continue
        }
        guard let ack = message.reply.flatMap({ AckSubject($0) }) else { throw .malformed("a delivery that can't be answered") }
        found.append((message, ack))
        // A first delivery comes after all redeliveries; with none pending behind it the server has no more.
        if found.count == request.batch || (ack.attempt == 1 && ack.pending == 0) { return found }
        timer.cancel()
        timer = self.timer(Self.silence, continuation)
      }
    }
    return found
  }

  private func isOver(_ status: Int, _ message: NATSMessage, _ isEmpty: Bool) throws(NATSError) -> Bool {
    switch status {
    case 100: return false
    // Nothing there, time over, too many out at once: the request is at its end.
    case 404, 408: return true
    case 503: throw .noResponders
    default:
      if isEmpty, status != 409 { throw .refused("\(status) \(message.headers?.text ?? "")") }
      return true
    }
  }

  private func timer(_ wait: Duration, _ continuation: AsyncStream<SubscriptionEvent?>.Continuation) -> Task<Void, Never> {
    Task {
      if (try? await Task.sleep(for: wait)) != nil { continuation.yield(nil) }
    }
  }
}
