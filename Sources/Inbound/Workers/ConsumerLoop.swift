public import ForumKernel
public import Logging

/// Runs one consumer until its task is cancelled: reads batches after its position, hands them over, waits for more.
public struct ConsumerLoop: Sendable {
  /// Messages in one hand-over: large enough for a group commit, small enough for the write budget.
  private static let batchMax = 256
  /// After a batch of at least this many the next one is let grow for a moment: many small hand-overs cost more than a few large ones.
  private static let busyBatch = 8
  private static let gatheringTime = Duration.milliseconds(50)
  /// How long to wait for a wake-up before looking again.
  private static let idleWait = Duration.seconds(5)
  /// Waits after failures: doubled each time up to this.
  private static let failureWaitMax = Duration.seconds(30)

  let consumer: any EventConsumer
  let stream: any EventStream
  let letters: DeadLetterOffice
  let progress: ConsumerProgress
  let turn: NodeTurn?
  let logger: Logger

  /// `archive`: where messages are kept that the consumer can't handle. `turn`: for one that must not handle what another node handles.
  public init(
    consumer: any EventConsumer, stream: any EventStream, archive: any StreamArchive, clock: any WallClock, progress: ConsumerProgress,
    turn: NodeTurn? = nil, logger: Logger
  ) {
    self.consumer = consumer
    self.stream = stream
    letters = DeadLetterOffice(consumer: consumer, archive: archive, clock: clock, logger: logger)
    self.progress = progress
    self.turn = turn
    self.logger = logger
  }

  public func run() async {
    progress.begins(consumer.name)
    defer { progress.ends(consumer.name) }
    var failureWait = Duration.milliseconds(100)
    while !Task.isCancelled {
      do {
        try await follow { failureWait = .milliseconds(100) }
      } catch is CancellationError {
        return
      } catch {
        logger.error("consumer failed, will try again", metadata: ["consumer": "\(consumer.name)", "error": "\(error)", "wait": "\(failureWait)"])
        try? await Task.sleep(for: failureWait)
        failureWait = min(failureWait * 2, Self.failureWaitMax)
      }
    }
  }

  /// Returns when everything up to `end` is handled: by the loop that runs, or by this call where none does. Throws what fails, and `unavailable`
  /// (`events_waiting`) when that loop does not get there in time.
  public func catchUp(to end: Int64, within deadline: Duration) async throws {
    guard progress.isFollowed(by: consumer.name) else { return try await follow(to: end) {} }
    guard await progress.wait(for: consumer.name, sequence: end, deadline: deadline) else {
      throw AppError(
        .unavailable, "events_waiting", "“\(consumer.name)” does not come to the end of the events. Look at `forum-lite doctor`, then try again.")
    }
  }

  private func follow(to end: Int64 = .max, onSuccess: () -> Void) async throws {
    var position = try await startingPosition()
    progress.reached(position, by: consumer.name)
    while position.sequence < end {
      try Task.checkCancellation()
      let batch: StreamBatch
      do {
        batch = try await stream.read(after: position.sequence, matching: consumer.filters, limit: Self.batchMax)
      } catch let error as AppError where error.slug == "position_gone" {
        position = try await resume(after: position)
        continue
      }
      let reached = StreamPosition(epoch: position.epoch, sequence: batch.scannedThrough)
      if !batch.messages.isEmpty, try await !handOver(batch.messages, after: position, through: reached) {
        position = try await startingPosition()
        progress.reached(position, by: consumer.name)
        continue
      }
      onSuccess()
      let isAtEnd = reached == position
      position = reached
      progress.reached(position, by: consumer.name)
      if isAtEnd {
        guard try await waitForMore(after: position) else {
          position = try await resume(after: position)
          continue
        }
      } else if (Self.busyBatch..<Self.batchMax).contains(batch.messages.count) {
        try await Task.sleep(for: Self.gatheringTime)
      }
    }
  }

  /// False when another node came first.
  private func handOver(_ messages: [StreamMessage], after position: StreamPosition, through end: StreamPosition) async throws -> Bool {
    guard let turn else {
      try await letters.handOver(messages, through: end)
      return true
    }
    return try await turn.take {
      guard try await startingPosition() == position else { return false }
      try await letters.handOver(messages, through: end)
      return true
    }
  }

  /// Where the consumer stands; for a new one the beginning of the stream, or its end where the beginning is gone.
  private func startingPosition() async throws -> StreamPosition {
    if let position = try await consumer.position() { return try await resume(after: position) }
    let info = try await stream.info()
    return info.first <= 1 ? StreamPosition(epoch: info.epoch, sequence: 0) : try await restart(at: info.last, info)
  }

  /// Where it goes on after that position: there, or where the first message is that it can't have seen.
  private func resume(after position: StreamPosition) async throws -> StreamPosition {
    let info = try await stream.info()
    if position.epoch == info.epoch, (info.first - 1...info.last).contains(position.sequence) { return position }
    let isNewToIt = position.epoch == info.epoch ? position.sequence < info.first : info.replaces(position.epoch)
    return try await restart(at: isNewToIt ? info.first - 1 : info.last, info)
  }

  private func restart(at sequence: Int64, _ info: StreamInfo) async throws -> StreamPosition {
    let position = StreamPosition(epoch: info.epoch, sequence: sequence)
    logger.notice("consumer starts anew", metadata: ["consumer": "\(consumer.name)", "position": "\(position)"])
    try await consumer.restart(at: position)
    return position
  }

  /// True when there may be messages after `position`, false when the stream's history was replaced.
  private func waitForMore(after position: StreamPosition) async throws -> Bool {
    let subscription = try await stream.subscribe(matching: consumer.filters, bufferMax: 1)
    guard subscription.startsAfter.epoch == position.epoch else { return false }
    guard subscription.startsAfter.sequence <= position.sequence else { return true }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in subscription.messages { return } }
      group.addTask { try? await Task.sleep(for: Self.idleWait) }
      group.addTask { await progress.isAwaited(consumer.name, beyond: position.sequence) }
      await group.next()
      group.cancelAll()
    }
    return true
  }
}
