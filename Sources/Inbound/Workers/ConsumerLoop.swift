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
  public func catchUp(to end: StreamPosition, within deadline: Duration) async throws {
    guard progress.isFollowed(by: consumer.name) else { return try await follow(to: end.sequence) {} }
    guard await progress.wait(for: consumer.name, sequence: end.sequence, epoch: end.epoch, deadline: deadline) else {
      throw AppError(
        .unavailable, "events_waiting", "“\(consumer.name)” does not come to the end of the events. Look at `forum-lite doctor`, then try again.")
    }
  }

  private func follow(to end: Int64 = .max, onSuccess: () -> Void) async throws {
    var position = try await resume()
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
        position = try await resume()
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

  /// False when another node came first, or the stream is another one than was read.
  private func handOver(_ messages: [StreamMessage], after position: StreamPosition, through end: StreamPosition) async throws -> Bool {
    guard try await stream.info().epoch == position.epoch else { return false }
    guard let turn else {
      try await letters.handOver(messages, through: end)
      return true
    }
    return try await turn.take {
      // It may stand before the position: what it does not follow moves this loop alone.
      if let stored = try await consumer.position(), stored.epoch != position.epoch || stored.sequence > position.sequence { return false }
      try await letters.handOver(messages, through: end)
      return true
    }
  }

  /// Where it goes on: where it stands, or after `reached`, up to where this loop has looked; else where the first message is that it can't have seen.
  /// A new consumer begins at the beginning of the stream, or at its end where the beginning is gone.
  private func resume(after reached: StreamPosition? = nil) async throws -> StreamPosition {
    while true {
      let info = try await stream.info()
      let stored = try await consumer.position()
      let known = [stored, reached].compactMap(\.self).filter { $0.epoch == info.epoch && (info.first - 1...info.last).contains($0.sequence) }
      if let furthest = known.max(by: { $0.sequence < $1.sequence }) { return furthest }
      var start = info.last
      if let stood = stored ?? reached {
        let isNewToIt = stood.epoch == info.epoch ? stood.sequence < info.first : info.replaces(stood.epoch)
        if isNewToIt { start = info.first - 1 }
      } else if info.first <= 1 {
        return StreamPosition(epoch: info.epoch, sequence: 0)
      }
      let position = StreamPosition(epoch: info.epoch, sequence: start)
      guard try await consumer.restart(at: position, seen: stored) else { continue }
      logger.notice("consumer starts anew", metadata: ["consumer": "\(consumer.name)", "position": "\(position)"])
      return position
    }
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
