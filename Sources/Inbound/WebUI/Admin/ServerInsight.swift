public import ForumKernel

/// What a running server tells its operators about itself.
public struct ServerInsight: Sendable {
  /// The last quarter of an hour, oldest first.
  public var activity: @Sendable () -> [ActivityPoint]
  /// The newest `limit` of what consumers of the event stream gave up on, newest first.
  public var deadLetters: @Sendable (_ limit: Int) async throws -> [DeadLetterLine]

  public init(
    activity: @escaping @Sendable () -> [ActivityPoint] = { [] },
    deadLetters: @escaping @Sendable (_ limit: Int) async throws -> [DeadLetterLine] = { _ in [] }
  ) {
    self.activity = activity
    self.deadLetters = deadLetters
  }
}

/// What the server did in an interval of a few seconds.
public struct ActivityPoint: Sendable, Equatable {
  /// The interval's end.
  public let at: Timestamp
  public let requestsPerSecond: Double
  /// nil where nothing was answered.
  public let medianMilliseconds: Double?
  /// The slowest request of a hundred.
  public let slowMilliseconds: Double?
  /// New events of the stream.
  public let eventsPerSecond: Double
  /// Writes that waited for the writer at its end.
  public let writerQueue: Double
  public let memoryBytes: Double

  public init(
    at: Timestamp, requestsPerSecond: Double, medianMilliseconds: Double?, slowMilliseconds: Double?, eventsPerSecond: Double, writerQueue: Double,
    memoryBytes: Double
  ) {
    self.at = at
    self.requestsPerSecond = requestsPerSecond
    self.medianMilliseconds = medianMilliseconds
    self.slowMilliseconds = slowMilliseconds
    self.eventsPerSecond = eventsPerSecond
    self.writerQueue = writerQueue
    self.memoryBytes = memoryBytes
  }
}

/// An event that a consumer could not handle.
public struct DeadLetterLine: Sendable {
  public let consumer: String
  public let sequence: Int64
  public let reason: String
  public let at: Timestamp

  public init(consumer: String, sequence: Int64, reason: String, at: Timestamp) {
    self.consumer = consumer
    self.sequence = sequence
    self.reason = reason
    self.at = at
  }
}
