/// The durable side of the embedded event stream: the retained outbox of a SQL store, or memory in tests. Rows in commit order are the stream;
/// `StreamLog` is the hot tail and the consumers above them.
///
/// Sequences begin at 1 and grow by one in commit order: no message becomes visible after one with a higher sequence.
public protocol StreamArchive: Sendable {
  /// From now on every commit that appended messages calls `observer` with them: in sequence order, once, after the commit is durable and visible
  /// to `read`, and before the call that appended them returns.
  /// Observers are called in the order in which they came; they never wait and never throw.
  func observeCommits(_ observer: @escaping @Sendable ([StreamMessage]) -> Void)
  /// The epoch, and the first and last sequence that are still there (`last + 1` and the newest sequence ever when nothing is).
  func bounds() async throws -> StreamInfo
  /// Appends one message in a commit of its own and returns its sequence. When the archive still holds a message with this `messageID`, returns that
  /// one's sequence and appends nothing.
  func append(subject: String, messageID: String?, payload: [UInt8]) async throws -> Int64
  /// At most `limit` messages with a sequence above `sequence`, in order; those that retention has removed are left out silently.
  func read(after sequence: Int64, limit: Int) async throws -> [StreamMessage]
  /// The lowest sequence whose time is `time` or later; nil when there is none.
  func firstSequence(since time: Timestamp) async throws -> Int64?

  /// What was last saved under this name; nil when nothing was.
  func consumer(named name: String) async throws -> ConsumerRecord?
  /// Inserts the record or replaces the one of the same name.
  func saveConsumer(_ record: ConsumerRecord) async throws
  /// Keeps a dead letter; a second one of the same consumer and sequence replaces the first.
  func addDeadLetter(_ letter: DeadLetter) async throws
  /// The newest `limit` dead letters of a consumer, newest first by sequence.
  func deadLetters(of consumer: String, limit: Int) async throws -> [DeadLetter]
  /// All that are kept, however many `deadLetters` shows.
  func deadLetterCount(of consumer: String) async throws -> Int
  /// Forgets a dead letter that was dealt with; nothing happens when there is none.
  func removeDeadLetter(of consumer: String, sequence: Int64) async throws
}

/// A durable consumer as it is saved: one row by `name`.
public struct ConsumerRecord: Sendable, Equatable {
  public let name: String
  /// Deliver policy and filters, which can't change; one line of text, compared as a whole.
  public let settings: String
  /// Everything up to here has been answered.
  public let ackFloor: Int64
  /// The open deliveries, as JSON that only the stream log reads.
  public let state: String

  public init(name: String, settings: String, ackFloor: Int64, state: String) {
    self.name = name
    self.settings = settings
    self.ackFloor = ackFloor
    self.state = state
  }
}

/// A message that a consumer gave up: one row by `consumer` and `message.sequence`. Holds the message itself, which retention may remove.
public struct DeadLetter: Sendable, Equatable {
  public let consumer: String
  public let message: StreamMessage
  public let reason: String
  /// How often it had been delivered.
  public let attempts: Int
  public let time: Timestamp

  public init(consumer: String, message: StreamMessage, reason: String, attempts: Int, time: Timestamp) {
    self.consumer = consumer
    self.message = message
    self.reason = reason
    self.attempts = attempts
    self.time = time
  }
}
