public import ForumKernel
public import Logging

/// Moves the events of the outbox to a stream on another machine: in the order of their commits, many on their way at once, on one node at a time.
///
/// Each event is published under its id, so that one whose answer was lost is not stored twice while the stream remembers ids. After that, and when a
/// node takes over, what is in doubt is the last that the stream has: the relay looks there first. A node whose lease ran out while it was stopped may
/// still publish what it holds; the stream knows those ids. So every event comes at least once, and twice only if a stopped node wakes up after the
/// duplicate window.
public struct OutboxRelay: Sendable {
  /// Events on their way at once.
  static let batchMax = 256
  /// Messages at the stream's end that are compared with the outbox before the first batch: more than can be in doubt.
  private static let doubtMax = 2 * batchMax
  private static let failureWaits = Duration.milliseconds(100)...Duration.milliseconds(1000)

  /// The times of a relay.
  public struct Pace: Sendable {
    /// How soon commits of other nodes are seen; those of this one wake it.
    public var poll = Duration.milliseconds(200)
    /// How long after the death of the node that relays another one goes on.
    public var lease = Duration.seconds(6)

    public init() {}

    /// Four times in each lease it is renewed, or tried for.
    var renewal: Duration { lease / 4 }
  }

  private let outbox: any Outbox
  private let lease: any NodeLease
  private let stream: any EventStream
  private let holder: String
  private let pace: Pace
  private let logger: Logger

  /// `lease`: that of `LeaseName.events`. `holder` is this process's own name among all nodes.
  public init(outbox: any Outbox, lease: any NodeLease, stream: any EventStream, holder: String, pace: Pace = Pace(), logger: Logger) {
    self.outbox = outbox
    self.lease = lease
    self.stream = stream
    self.holder = holder
    self.pace = pace
    self.logger = logger
  }

  /// Until the task is cancelled; the lease is then given back.
  public func run() async {
    let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    outbox.observeCommits { wake.yield() }
    let ticks = Task { while (try? await Task.sleep(for: pace.poll)) != nil { wake.yield() } }
    defer { ticks.cancel() }
    var turn = Turn()
    var failureWait = Self.failureWaits.lowerBound
    for await _ in wakes {
      do {
        try await relay(&turn)
        failureWait = Self.failureWaits.lowerBound
      } catch is CancellationError {
        break
      } catch {
        if failureWait == Self.failureWaits.lowerBound { logger.warning("events wait in the outbox", metadata: ["error": "\(error)"]) }
        // Another node may reach the stream.
        if turn.isHolder { try? await lease.endLease(holder: holder) }
        turn = Turn()
        try? await Task.sleep(for: failureWait)
        failureWait = min(failureWait * 2, Self.failureWaits.upperBound)
      }
    }
    // Beyond the cancelled task.
    if turn.isHolder { await Task { try? await lease.endLease(holder: holder) }.value }
  }

  /// What the relay knows between two looks.
  private struct Turn {
    var isHolder = false
    var leaseDue = ContinuousClock.now
    /// Ids at the end of the stream when this node took over; nil: not looked at yet.
    var doubtful: Set<String>?
  }

  private func relay(_ turn: inout Turn) async throws {
    while true {
      try Task.checkCancellation()
      guard try await holdsLease(&turn) else { return }
      let messages = try await outbox.unpublished(limit: Self.batchMax)
      guard !messages.isEmpty else { return }
      let doubtful = try await doubtful(&turn)
      let known = messages.filter { $0.messageID.map(doubtful.contains) ?? false }
      if !known.isEmpty { try await outbox.markPublished(known) }
      try await publish(messages.filter { !($0.messageID.map(doubtful.contains) ?? false) })
    }
  }

  /// Publishes in order and marks what is stored. Throws why the next one is not.
  private func publish(_ messages: [StreamMessage]) async throws {
    guard !messages.isEmpty else { return }
    let outcome = await stream.publish(messages.map { OutgoingMessage(subject: $0.subject, messageID: $0.messageID, payload: $0.payload) })
    try await outbox.markPublished(Array(messages.prefix(outcome.stored)))
    guard let failure = outcome.failure else { return }
    guard let error = failure as? AppError, error.code == .invalid, outcome.stored < messages.count else { throw failure }
    let message = messages[outcome.stored]
    logger.error("the stream never takes an event; it is a dead letter", metadata: ["subject": "\(message.subject)", "error": "\(error.message)"])
    try await outbox.setAside(message, reason: error.message)
  }

  private func holdsLease(_ turn: inout Turn) async throws -> Bool {
    guard turn.leaseDue <= .now else { return turn.isHolder }
    let isHolder = try await lease.takeLease(holder: holder, for: pace.lease)
    if isHolder != turn.isHolder {
      turn.doubtful = nil
      logger.info(isHolder ? "this node relays events" : "another node relays events")
    }
    turn.isHolder = isHolder
    turn.leaseDue = .now + pace.renewal
    return isHolder
  }

  private func doubtful(_ turn: inout Turn) async throws -> Set<String> {
    if let doubtful = turn.doubtful { return doubtful }
    let info = try await stream.info()
    let start = max(info.first - 1, info.last - Int64(Self.doubtMax))
    let batch = try await stream.read(after: start, matching: [], limit: Self.doubtMax)
    let doubtful = Set(batch.messages.compactMap(\.messageID))
    turn.doubtful = doubtful
    return doubtful
  }
}
