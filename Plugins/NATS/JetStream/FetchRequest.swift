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

/// A delivery as it came.
struct Fetched: Sendable {
  let delivered: NATSMessage
  let ack: AckSubject
}

/// Sends fetch requests and collects what comes.
struct Fetcher: Sendable {
  /// After the last message, for further ones: nothing tells how many redeliveries follow, or that no more may be out at once.
  private static let silence = Duration.milliseconds(100)

  let client: NATSClient
  let names: StreamNames
  let consumer: String

  /// The deliveries of one request, until `wait` is over. Cancelling ends the wait; what was on its way is delivered again later.
  func deliveries(_ request: FetchRequest, wait: Duration) async throws(NATSError) -> [Fetched] {
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
    var found: [Fetched] = []
    for await event in events {
      guard let next = try fetched(event, found.isEmpty) else { break }
      guard case .message(let delivered, let ack) = next else { return found }
      found.append(Fetched(delivered: delivered, ack: ack))
      if found.count == request.batch { return found }
      // A first delivery comes after all redeliveries; with none pending behind it the server has no more.
      if ack.attempt == 1, ack.pending == 0 { break }
      timer.cancel()
      timer = self.timer(Self.silence, continuation)
    }
    // The server may be sending still: what comes until it has heard that this is over counts.
    await connection.drain(subscription)
    continuation.finish()
    for await event in events {
      if case .message(let delivered, let ack)? = try fetched(event, false) { found.append(Fetched(delivered: delivered, ack: ack)) }
    }
    return found
  }

  private enum Event {
    case message(NATSMessage, AckSubject)
    /// The request is at its end.
    case over
  }

  /// nil when the time is over.
  private func fetched(_ event: SubscriptionEvent?, _ isFirst: Bool) throws(NATSError) -> Event? {
    switch event {
    case nil: return nil
    case .ended(let error):
      if isFirst { throw error }
      return .over
    case .message(let message):
      switch message.status {
      case nil:
        guard let ack = message.reply.flatMap({ AckSubject($0) }) else { throw .malformed("a delivery that can't be answered") }
        return .message(message, ack)
      // Nothing there, time over, the consumer changed.
      case 404, 408, 409: return .over
      case 503: throw isFirst ? .noResponders : .lost
      case let status?: throw .refused("\(status) \(message.headers?.text ?? "")")
      }
    }
  }

  private func timer(_ wait: Duration, _ continuation: AsyncStream<SubscriptionEvent?>.Continuation) -> Task<Void, Never> {
    Task {
      if (try? await Task.sleep(for: wait)) != nil { continuation.yield(nil) }
    }
  }
}
