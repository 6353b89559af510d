public import ForumKernel
import Logging
import StreamTail
import Synchronization

/// The embedded event stream: the messages of a `StreamArchive` with JetStream's semantics. The newest ones are kept in memory, so that live readers
/// and consumers that keep up never touch the archive.
///
/// Throws `unavailable` (`stream_closed`) after `close`.
public final class StreamLog: EventStream {
  /// Messages kept in memory.
  public static let tailMessagesMax = 4096
  public static let tailBytesMax = 16 << 20
  /// Each topic of a live connection is one; how many connections there are is bounded before.
  public static let subscribersMax = 100_000
  /// Durable consumers; each is woken by every commit.
  public static let consumersMax = 256
  private static let logger = Logger(label: "stream.log")

  private struct State {
    var subscribers = SubscriberList()
    var consumers: [String: LogConsumer] = [:]
    var isClosed = false
  }

  let reader: LogReader
  private let clock: any WallClock
  private let epoch: String
  private let state = Mutex(State())

  static let closed = AppError(.unavailable, "stream_closed", "The stream is closed.", retryAfterSeconds: 1)

  /// Opens the stream over `archive`, of whose commits it is told from then on. The archive must outlive the log.
  public static func open(
    archive: any StreamArchive, clock: any WallClock, tailMessagesMax: Int = tailMessagesMax, tailBytesMax: Int = tailBytesMax
  ) async throws -> StreamLog {
    let reader = LogReader(archive: archive, tail: TailState(messagesMax: tailMessagesMax, bytesMax: tailBytesMax))
    let bounds = try await archive.bounds()
    let log = StreamLog(reader: reader, clock: clock, epoch: bounds.epoch)
    archive.observeCommits { [weak log] messages in log?.committed(messages) }
    try await reader.begin(messagesMax: tailMessagesMax)
    return log
  }

  private init(reader: LogReader, clock: any WallClock, epoch: String) {
    self.reader = reader
    self.clock = clock
    self.epoch = epoch
  }

  /// Ends all subscriptions and fetches and saves the consumers' positions. The archive stays open.
  public func close() async throws {
    let (subscribers, consumers) = state.withLock { state in
      state.isClosed = true
      defer { state.consumers.removeAll() }
      return (state.subscribers.removeAll(), state.consumers.values.map(\.self))
    }
    for subscriber in subscribers { subscriber.finish() }
    var failure: (any Error)?
    for consumer in consumers {
      do { try await consumer.close() } catch { failure = error }
    }
    if let failure { throw failure }
  }

  public func info() async throws -> StreamInfo { try await reader.archive.bounds() }

  public func publish(subject: String, messageID: String?, payload: [UInt8]) async throws -> StreamPosition {
    try checkOpen()
    let sequence = try await reader.archive.append(subject: subject, messageID: messageID, payload: payload)
    return StreamPosition(epoch: epoch, sequence: sequence)
  }

  public func read(after sequence: Int64, matching filters: [SubjectFilter], limit: Int) async throws -> StreamBatch {
    try checkOpen()
    return try await reader.read(after: sequence, matching: filters, limit: limit)
  }

  public func subscribe(matching filters: [SubjectFilter], bufferMax: Int) async throws -> StreamSubscription {
    let (messages, continuation) = AsyncStream.makeStream(of: StreamMessage.self, bufferingPolicy: .bufferingOldest(max(1, bufferMax)))
    let last = try state.withLock { state in
      guard !state.isClosed else { throw Self.closed }
      guard state.subscribers.count() < Self.subscribersMax else {
        throw AppError(.tooMany, "too_many_subscribers", "Too many readers follow the stream.", retryAfterSeconds: 5)
      }
      state.subscribers.add(continuation, filters: filters)
      return reader.last
    }
    return StreamSubscription(startsAfter: StreamPosition(epoch: epoch, sequence: last), messages: messages)
  }

  public func consumer(_ settings: ConsumerSettings) async throws -> any StreamConsumer {
    try checkOpen()
    if let consumer = open(consumer: settings.name) {
      try consumer.update(settings)
      return consumer
    }
    let record = try await reader.archive.consumer(named: settings.name)
    let state: ConsumerState
    if let record {
      state = try ConsumerSnapshot.state(record, settings: settings, last: reader.last)
    } else {
      state = ConsumerState(settings: settings, delivered: try await start(settings.start))
      try await reader.archive.saveConsumer(try ConsumerSnapshot.record(state))
    }
    let consumer = try register(LogConsumer(state: state, reader: reader, clock: clock), as: settings.name)
    try consumer.update(settings)
    return consumer
  }
}

extension StreamLog {
  /// Called by the archive after each commit, on its thread: appends to the tail, hands out, wakes.
  func committed(_ messages: [StreamMessage]) {
    let (ended, consumers) = state.withLock { state in
      var ended: [SubscriberList.Continuation] = []
      for message in messages {
        if !reader.append(message) {
          Self.logger.error("A message does not follow the last one; readers start over from it.", metadata: ["sequence": "\(message.sequence)"])
          ended += state.subscribers.removeAll()
        }
        ended += state.subscribers.send(message)
      }
      return (ended, state.consumers.values.map(\.self))
    }
    for subscriber in ended { subscriber.finish() }
    for consumer in consumers { consumer.wake() }
  }

  func open(consumer name: String) -> LogConsumer? { state.withLock { $0.consumers[name] } }

  private func checkOpen() throws {
    if state.withLock({ $0.isClosed }) { throw Self.closed }
  }

  /// The consumer of this name that is open: `candidate`, unless another call was faster.
  private func register(_ candidate: LogConsumer, as name: String) throws -> LogConsumer {
    try state.withLock { state in
      guard !state.isClosed else { throw Self.closed }
      if let consumer = state.consumers[name] { return consumer }
      guard state.consumers.count < Self.consumersMax else {
        throw AppError(.tooMany, "too_many_consumers", "The stream has \(Self.consumersMax) consumers, which is the most.")
      }
      state.consumers[name] = candidate
      return candidate
    }
  }

  private func start(_ start: ConsumerSettings.Start) async throws -> Int64 {
    switch start {
    case .first: try await reader.archive.bounds().first - 1
    case .new: reader.last
    case .after(let sequence): sequence
    case .since(let time): try await reader.archive.firstSequence(since: time).map { $0 - 1 } ?? reader.last
    }
  }
}
