public import ForumKernel

/// The stream port in the fewest words: an actor over an array, whose fetches look again every few milliseconds. The second implementation that the
/// contract suite compares with.
public actor MemoryStream: EventStream {
  private let clock: any WallClock
  /// nil for one that says nothing of when it was made.
  private let madeAt: Timestamp?
  private var messages: [StreamMessage] = []
  private var last: Int64 = 0
  private var consumers: [String: MemoryConsumer] = [:]
  private var subscribers: [(filters: [SubjectFilter], continuation: AsyncStream<StreamMessage>.Continuation)] = []

  public init(clock: any WallClock, madeAt: Timestamp? = nil) {
    self.clock = clock
    self.madeAt = madeAt
  }

  public func info() -> StreamInfo {
    let first = messages.first?.sequence ?? last + 1
    return madeAt.map { StreamInfo(madeAt: $0, first: first, last: last) } ?? StreamInfo(epoch: "memory", first: first, last: last)
  }

  /// Forgets the oldest messages.
  public func trim(through sequence: Int64) { messages.removeAll { $0.sequence <= sequence } }

  public func publish(subject: String, messageID: String?, payload: [UInt8]) -> StreamPosition {
    if let messageID, let old = messages.first(where: { $0.messageID == messageID }) { return position(old.sequence) }
    last += 1
    let message = StreamMessage(sequence: last, subject: subject, messageID: messageID, time: clock.now, payload: payload)
    messages.append(message)
    subscribers.removeAll { subscriber in
      guard Self.match(subscriber.filters, subject) else { return false }
      switch subscriber.continuation.yield(message) {
      case .enqueued: return false
      default:
        subscriber.continuation.finish()
        return true
      }
    }
    return position(last)
  }

  public func read(after sequence: Int64, matching filters: [SubjectFilter], limit: Int) throws -> StreamBatch {
    guard info().first <= sequence + 1 else { throw AppError(.notFound, "position_gone", "These messages have been removed.") }
    let found = messages.filter { $0.sequence > sequence && Self.match(filters, $0.subject) }.prefix(limit)
    let isAll = found.count < limit
    return StreamBatch(messages: Array(found), scannedThrough: isAll ? max(sequence, last) : found.last?.sequence ?? sequence)
  }

  public func subscribe(matching filters: [SubjectFilter], bufferMax: Int) -> StreamSubscription {
    let (stream, continuation) = AsyncStream.makeStream(of: StreamMessage.self, bufferingPolicy: .bufferingOldest(bufferMax))
    subscribers.append((filters, continuation))
    return StreamSubscription(startsAfter: position(last), messages: stream)
  }

  public func consumer(_ settings: ConsumerSettings) throws -> any StreamConsumer {
    if let consumer = consumers[settings.name] {
      guard consumer.settings.start == settings.start, consumer.settings.filters == settings.filters else {
        throw AppError(.conflict, "consumer_differs", "The consumer has other settings.")
      }
      return consumer
    }
    let start =
      switch settings.start {
      case .first: info().first - 1
      case .new: last
      case .after(let sequence): sequence
      case .since(let time): (messages.first { $0.time >= time }?.sequence ?? last + 1) - 1
      }
    let consumer = MemoryConsumer(stream: self, settings: settings, position: start, clock: clock)
    consumers[settings.name] = consumer
    return consumer
  }

  /// What retention does.
  public func remove(through sequence: Int64) { messages.removeAll { $0.sequence <= sequence } }

  func next(after sequence: Int64, _ filters: [SubjectFilter]) -> StreamMessage? {
    messages.first { $0.sequence > sequence && Self.match(filters, $0.subject) }
  }

  private func position(_ sequence: Int64) -> StreamPosition { StreamPosition(epoch: info().epoch, sequence: sequence) }

  private static func match(_ filters: [SubjectFilter], _ subject: String) -> Bool {
    filters.isEmpty || filters.contains { $0.matches(subject) }
  }
}

/// A durable consumer of `MemoryStream`.
actor MemoryConsumer: StreamConsumer {
  private struct Open {
    let message: StreamMessage
    var attempts = 0
    var due = Timestamp(milliseconds: 0)
  }

  nonisolated let settings: ConsumerSettings
  private let stream: MemoryStream
  private let clock: any WallClock
  private var position: Int64
  private var open: [Open] = []
  private var deadLetters = 0

  init(stream: MemoryStream, settings: ConsumerSettings, position: Int64, clock: any WallClock) {
    self.stream = stream
    self.settings = settings
    self.position = position
    self.clock = clock
  }

  func fetch(_ batch: Int, expires: Duration) async throws -> [Delivery] {
    let deadline = ContinuousClock.now + expires
    repeat {
      while open.count < settings.maxAckPending, let message = await stream.next(after: position, settings.filters) {
        guard message.sequence > position else { continue }
        position = message.sequence
        open.append(Open(message: message))
      }
      let deliveries = due(batch)
      if !deliveries.isEmpty { return deliveries }
      try await Task.sleep(for: .milliseconds(2))
    } while ContinuousClock.now < deadline
    return []
  }

  func acknowledge(_ delivery: Delivery) { open.removeAll { $0.message == delivery.message } }

  func retry(_ delivery: Delivery, after delay: Duration) { postpone(delivery, by: delay) }

  func extend(_ delivery: Delivery) { postpone(delivery, by: wait(delivery.attempt)) }

  func deadLetter(_ delivery: Delivery, reason: String) {
    acknowledge(delivery)
    deadLetters += 1
  }

  func status() -> ConsumerStatus {
    let delivered = open.filter { $0.attempts > 0 }
    let floor = open.map(\.message.sequence).min().map { $0 - 1 } ?? position
    return ConsumerStatus(ackFloor: floor, ackPending: delivered.count, deadLetters: deadLetters)
  }

  private func due(_ limit: Int) -> [Delivery] {
    let now = clock.now
    let spent = open.filter { $0.due <= now && $0.attempts == settings.maxDeliver }
    deadLetters += spent.count
    open.removeAll { entry in spent.contains { $0.message == entry.message } }
    var deliveries: [Delivery] = []
    for index in open.indices where open[index].due <= now && deliveries.count < limit {
      open[index].attempts += 1
      open[index].due = Self.later(now, wait(open[index].attempts))
      deliveries.append(Delivery(message: open[index].message, attempt: open[index].attempts))
    }
    return deliveries
  }

  private func postpone(_ delivery: Delivery, by delay: Duration) {
    for index in open.indices where open[index].message == delivery.message { open[index].due = Self.later(clock.now, delay) }
  }

  private func wait(_ attempt: Int) -> Duration {
    settings.backOff.isEmpty ? settings.ackWait : settings.backOff[min(attempt, settings.backOff.count) - 1]
  }

  private static func later(_ time: Timestamp, _ delay: Duration) -> Timestamp {
    Timestamp(milliseconds: time.milliseconds + Int64(delay / .milliseconds(1)))
  }
}
