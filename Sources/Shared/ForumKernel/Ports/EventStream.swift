/// An ordered, durable log of messages with JetStream's semantics: subjects with wildcards, replay from a position, durable consumers.
public protocol EventStream: Sendable {
  /// The stream's epoch and its first and last sequence.
  func info() async throws -> StreamInfo
  /// Appends a message and returns its position; it is durable when this returns. A `messageID` that was published within the duplicate window
  /// returns the first one's position and stores nothing. Throws `invalid` when the stream never takes such a message.
  func publish(subject: String, messageID: String?, payload: [UInt8]) async throws -> StreamPosition
  /// Appends messages in this order, with as many on their way at once as the stream bears. Those before the first one that failed are stored; of
  /// those after it some may be: publishing all of them again, under the same ids, completes what is missing.
  func publish(_ messages: [OutgoingMessage]) async -> PublishOutcome
  /// At most `limit` messages after `sequence` that match one of `filters` (none: all), in order. `scannedThrough` is where the next read goes on.
  /// Throws `notFound` (`position_gone`) when messages after `sequence` have been removed by retention.
  func read(after sequence: Int64, matching filters: [SubjectFilter], limit: Int) async throws -> StreamBatch
  /// Live messages after the current end, through a bounded buffer. When the reader is slower than the stream, the subscription ends with
  /// `.overflowed`: the reader goes on by `read(after:)`.
  func subscribe(matching filters: [SubjectFilter], bufferMax: Int) async throws -> StreamSubscription
  /// Opens or makes a durable consumer. Throws `conflict` (`consumer_differs`) when one of that name has other deliver or filter settings.
  func consumer(_ settings: ConsumerSettings) async throws -> any StreamConsumer
}

extension EventStream {
  /// One after another.
  public func publish(_ messages: [OutgoingMessage]) async -> PublishOutcome {
    var stored = 0
    do {
      for message in messages {
        _ = try await publish(subject: message.subject, messageID: message.messageID, payload: message.payload)
        stored += 1
      }
      return PublishOutcome(stored: stored, failure: nil)
    } catch {
      return PublishOutcome(stored: stored, failure: error)
    }
  }
}

/// A message that is to be published.
public struct OutgoingMessage: Sendable, Equatable {
  public let subject: String
  /// Within the duplicate window a second message with this id is not stored.
  public let messageID: String?
  public let payload: [UInt8]

  public init(subject: String, messageID: String?, payload: [UInt8]) {
    self.subject = subject
    self.messageID = messageID
    self.payload = payload
  }
}

/// What became of messages that were published together.
public struct PublishOutcome: Sendable {
  /// How many at the beginning are stored.
  public let stored: Int
  /// Why the next one is not, or may not be; nil when all are stored.
  public let failure: (any Error)?

  public init(stored: Int, failure: (any Error)?) {
    self.stored = stored
    self.failure = failure
  }
}

/// A place in a stream: `<epoch>-<sequence>`. The epoch changes when history was replaced (a restore, a move to another store).
public struct StreamPosition: Hashable, Sendable, CustomStringConvertible {
  /// Lower-case letters and digits, no dash.
  public let epoch: String
  public let sequence: Int64

  public init(epoch: String, sequence: Int64) {
    self.epoch = epoch
    self.sequence = sequence
  }

  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let sequence = Int64(parts[1]), sequence >= 0 else { return nil }
    self.init(epoch: String(parts[0]), sequence: sequence)
  }

  public var description: String { "\(epoch)-\(sequence)" }
}

public struct StreamInfo: Sendable, Equatable {
  public let epoch: String
  /// The first sequence that is still there; `last + 1` when the stream is empty.
  public let first: Int64
  /// The newest sequence; 0 when nothing was ever published.
  public let last: Int64
  public var end: StreamPosition { StreamPosition(epoch: epoch, sequence: last) }
  /// When the stream was made, empty; nil for one whose messages may be those of a stream before it.
  private let madeAt: Timestamp?

  public init(epoch: String, first: Int64, last: Int64) {
    (self.epoch, self.first, self.last) = (epoch, first, last)
    madeAt = nil
  }

  /// A stream that was made empty at that time, which its epoch tells.
  public init(madeAt: Timestamp, first: Int64, last: Int64) {
    (epoch, self.first, self.last) = (String(madeAt.milliseconds, radix: 36), first, last)
    self.madeAt = madeAt
  }

  /// Whether all that this stream holds came after the stream of that epoch was lost: nobody who followed that one knows any of it.
  public func replaces(_ epoch: String) -> Bool {
    // An epoch that is no time is one of a stream of another kind, which had a forum's messages before it moved.
    guard let madeAt, let before = Int64(epoch, radix: 36), before > Self.timesMin else { return false }
    return before < madeAt.milliseconds
  }

  /// Earlier than any stream was made: in 2017.
  private static let timesMin: Int64 = 1_500_000_000_000
}

public struct StreamMessage: Sendable, Equatable {
  public let sequence: Int64
  public let subject: String
  /// Names the message across redeliveries and stores: an event's id.
  public let messageID: String?
  public let time: Timestamp
  /// For events: `EventEnvelope.json`.
  public let payload: [UInt8]

  public init(sequence: Int64, subject: String, messageID: String?, time: Timestamp, payload: [UInt8]) {
    self.sequence = sequence
    self.subject = subject
    self.messageID = messageID
    self.time = time
    self.payload = payload
  }
}

public struct StreamBatch: Sendable {
  public let messages: [StreamMessage]
  /// Everything up to here was looked at: the next `read(after:)`.
  public let scannedThrough: Int64

  public init(messages: [StreamMessage], scannedThrough: Int64) {
    self.messages = messages
    self.scannedThrough = scannedThrough
  }
}

/// Live messages of one subscriber. Ends when the task is cancelled, the stream closes, or the buffer is full (`isOverflowed`).
public struct StreamSubscription: Sendable {
  /// Messages after this sequence come through `messages`; earlier ones by `read`.
  public let startsAfter: StreamPosition
  public let messages: AsyncStream<StreamMessage>

  public init(startsAfter: StreamPosition, messages: AsyncStream<StreamMessage>) {
    self.startsAfter = startsAfter
    self.messages = messages
  }
}

/// A pattern over the dot-separated tokens of a subject: `*` is any one token, a last `>` is one or more.
public struct SubjectFilter: Hashable, Sendable, CustomStringConvertible {
  public let description: String
  public let tokens: [Substring]

  /// nil when a token is empty or `>` is not last.
  public init?(_ text: String) {
    let tokens = text.split(separator: ".", omittingEmptySubsequences: false)
    guard !tokens.contains(where: \.isEmpty), !tokens.dropLast().contains(">") else { return nil }
    description = text
    self.tokens = tokens
  }

  public func matches(_ subject: String) -> Bool {
    var rest = subject.utf8[...]
    for (index, token) in tokens.enumerated() {
      if token == ">" { return !rest.isEmpty }
      let end = rest.firstIndex(of: UInt8(ascii: ".")) ?? rest.endIndex
      guard end > rest.startIndex, token == "*" || rest[..<end].elementsEqual(token.utf8) else { return false }
      let isLast = index == tokens.count - 1
      if end == rest.endIndex { return isLast }
      if isLast { return false }
      rest = rest[rest.index(after: end)...]
    }
    return false
  }
}

/// How a durable consumer takes messages; the numbers are JetStream's defaults.
public struct ConsumerSettings: Sendable, Equatable {
  public enum Start: Sendable, Equatable {
    case first
    case new
    case after(Int64)
    case since(Timestamp)
  }

  public let name: String
  public let filters: [SubjectFilter]
  public let start: Start
  /// How long a delivery may stay unanswered before it is delivered again.
  public var ackWait: Duration = .seconds(30)
  /// Waits after time-outs, in turn; the first replaces `ackWait`. Does not apply to `retry(after:)`.
  public var backOff: [Duration] = []
  /// Deliveries that may be unanswered at once.
  public var maxAckPending = 1000
  /// After this many deliveries the message goes to the dead letters; nil: never.
  public var maxDeliver: Int?

  public init(name: String, filters: [SubjectFilter], start: Start) {
    self.name = name
    self.filters = filters
    self.start = start
  }
}

/// A durable reader with its own position and redelivery. Delivery is at least once: what handles a message must bear it twice.
public protocol StreamConsumer: Sendable {
  /// Up to `batch` deliveries; waits up to `expires` for the first one, then answers empty.
  func fetch(_ batch: Int, expires: Duration) async throws -> [Delivery]
  /// The message is done with. Counts also when it was delivered again meanwhile.
  func acknowledge(_ delivery: Delivery) async throws
  /// Not now: deliver again after the delay.
  func retry(_ delivery: Delivery, after delay: Duration) async throws
  /// Still at work: the time to answer starts anew.
  func extend(_ delivery: Delivery) async throws
  /// Never again: kept among the dead letters with the reason.
  func deadLetter(_ delivery: Delivery, reason: String) async throws
  /// How far it has come, and what it left open or gave up.
  func status() async throws -> ConsumerStatus
}

public struct Delivery: Sendable {
  public let message: StreamMessage
  /// 1 for the first delivery.
  public let attempt: Int
  /// By which a stream on another machine knows the delivery again; empty where it needs nothing.
  public let receipt: String

  public init(message: StreamMessage, attempt: Int, receipt: String = "") {
    self.message = message
    self.attempt = attempt
    self.receipt = receipt
  }
}

public struct ConsumerStatus: Sendable, Equatable {
  /// Everything up to here has been answered.
  public let ackFloor: Int64
  /// Delivered and not yet answered.
  public let ackPending: Int
  /// Dead letters that are kept.
  public let deadLetters: Int

  public init(ackFloor: Int64, ackPending: Int, deadLetters: Int) {
    self.ackFloor = ackFloor
    self.ackPending = ackPending
    self.deadLetters = deadLetters
  }
}
