import ForumKernel
import Logging
import Synchronization

/// A durable consumer of the stream log: `ConsumerState` behind a lock, with what reads, waits and saves. Its state is saved at most once a second,
/// by the fetches, and at the close: after a crash up to a second of answers is delivered again.
final class LogConsumer: StreamConsumer {
  /// Fetches that wait at once; JetStream's number.
  static let waitingMax = 512
  /// Deliveries of one fetch.
  static let batchMax = 256
  /// The time between two saves; what a crash makes come again.
  static let saveInterval = Duration.seconds(1)
  private static let logger = Logger(label: "stream.consumer")

  private struct Shell {
    var state: ConsumerState
    var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
    /// Grows whenever a fetch that found nothing should look again.
    var version = 0
    var nextWaitingID = 0
    var isClosed = false
    var isDirty = false
    var isSaving = false
    var lastSave = ContinuousClock.now
    /// Until the first answer after the start, deliveries are saved before they go out, so that attempts at a message that kills the process count.
    var isProven = false
  }

  private let name: String
  private let filters: [SubjectFilter]
  private let reader: LogReader
  private let clock: any WallClock
  private let shell: Mutex<Shell>

  init(state: ConsumerState, reader: LogReader, clock: any WallClock) {
    name = state.settings.name
    filters = state.settings.filters
    self.reader = reader
    self.clock = clock
    shell = Mutex(Shell(state: state))
  }

  func fetch(_ batch: Int, expires: Duration) async throws -> [Delivery] {
    let deadline = ContinuousClock.now + expires
    let batch = min(batch, Self.batchMax)
    while true {
      try Task.checkCancellation()
      let version = try shell.withLock { shell in
        guard !shell.isClosed else { throw StreamLog.closed }
        return shell.version
      }
      await saveIfDue()
      try await buryExhausted()
      var deliveries = try await redeliveries(batch)
      deliveries += try await firstDeliveries(batch - deliveries.count)
      if !deliveries.isEmpty {
        if !shell.withLock({ $0.isProven }) { try await save() }
        return deliveries
      }
      guard ContinuousClock.now < deadline else { return [] }
      try await wait(from: version, until: deadline)
    }
  }

  func acknowledge(_ delivery: Delivery) async throws {
    change { $0.settle(delivery.message.sequence) }
  }

  func retry(_ delivery: Delivery, after delay: Duration) async throws {
    let now = clock.now.milliseconds
    change { $0.retry(delivery.message.sequence, after: delay.wholeMilliseconds, now: now) }
  }

  func extend(_ delivery: Delivery) async throws {
    let now = clock.now.milliseconds
    change { $0.extend(delivery.message.sequence, now: now) }
  }

  func deadLetter(_ delivery: Delivery, reason: String) async throws {
    guard shell.withLock({ $0.state.open[delivery.message.sequence] != nil }) else { return }
    try await bury(delivery.message, attempts: delivery.attempt, reason: reason)
  }

  func status() async throws -> ConsumerStatus {
    let (ackFloor, ackPending) = shell.withLock { ($0.state.ackFloor, $0.state.open.count) }
    return ConsumerStatus(ackFloor: ackFloor, ackPending: ackPending, deadLetters: try await reader.archive.deadLetterCounts()[name] ?? 0)
  }
}

extension LogConsumer {
  /// Makes the fetches that wait look again.
  func wake() {
    let waiting = shell.withLock { shell in
      shell.version += 1
      defer { shell.waiting.removeAll() }
      return shell.waiting
    }
    for continuation in waiting.values { continuation.finish() }
  }

  /// Takes over new numbers; deliver and filter settings must be the same.
  func update(_ settings: ConsumerSettings) throws {
    try shell.withLock { shell in
      guard shell.state.settings.start == settings.start, filters == settings.filters else { throw ConsumerSnapshot.differs(name) }
      shell.state.settings = settings
    }
    wake()
  }

  /// Delivers a settled message again as if for the first time; that is saved when this returns.
  func reopen(_ sequence: Int64) async throws {
    change { $0.reopen(sequence) }
    try await save(evenWhileSaving: true)
  }

  /// Ends all fetches and saves.
  func close() async throws {
    shell.withLock { $0.isClosed = true }
    wake()
    try await save(evenWhileSaving: true)
  }

  /// Saves what changed; leaves that to a later save while another one is under way.
  private func save(evenWhileSaving: Bool = false) async throws {
    let state: ConsumerState? = shell.withLock { shell in
      guard shell.isDirty, evenWhileSaving || !shell.isSaving else { return nil }
      shell.isSaving = true
      shell.isDirty = false
      shell.lastSave = .now
      return shell.state
    }
    guard let state else { return }
    do {
      try await reader.archive.saveConsumer(try ConsumerSnapshot.record(state))
      shell.withLock { $0.isSaving = false }
    } catch {
      shell.withLock { shell in
        shell.isSaving = false
        shell.isDirty = true
      }
      throw error
    }
  }

  /// A save that fails is made up for by a later one: meanwhile a crash would only make more messages come again.
  private func saveIfDue() async {
    guard shell.withLock({ $0.isDirty && ContinuousClock.now - $0.lastSave >= Self.saveInterval }) else { return }
    do {
      try await save()
    } catch {
      Self.logger.warning("The position of a consumer was not saved.", metadata: ["consumer": "\(name)", "error": "\(error)"])
    }
  }

  private func change(_ body: (inout ConsumerState) -> Bool) {
    let isChanged = shell.withLock { shell in
      guard body(&shell.state) else { return false }
      shell.isDirty = true
      shell.isProven = true
      return true
    }
    if isChanged { wake() }
  }

  private func redeliveries(_ limit: Int) async throws -> [Delivery] {
    let now = clock.now.milliseconds
    var deliveries: [Delivery] = []
    for sequence in shell.withLock({ $0.state.due(now: now, limit: limit) }) {
      guard let message = try await reader.message(sequence) else {
        forget(sequence)
        continue
      }
      let attempt: Int? = shell.withLock { shell in
        guard let attempt = shell.state.redeliver(sequence, now: now) else { return nil }
        shell.isDirty = true
        return attempt
      }
      if let attempt { deliveries.append(Delivery(message: message, attempt: attempt)) }
    }
    return deliveries
  }

  private func firstDeliveries(_ limit: Int) async throws -> [Delivery] {
    while true {
      let (start, room) = shell.withLock { ($0.state.delivered, min(limit, $0.state.room)) }
      guard room > 0, let batch = try await scan(after: start, limit: room) else { return [] }
      let now = clock.now.milliseconds
      let isOurs = shell.withLock { shell in
        let isOurs = shell.state.deliver(
          batch.messages.map(\.sequence), after: start, scannedThrough: batch.scannedThrough, now: now)
        if isOurs, batch.scannedThrough > start { shell.isDirty = true }
        return isOurs
      }
      if isOurs, !batch.messages.isEmpty { return batch.messages.map { Delivery(message: $0, attempt: 1) } }
      if isOurs, batch.scannedThrough == start { return [] }
    }
  }

  /// nil when the position had to be moved on because retention was faster than the consumer.
  private func scan(after start: Int64, limit: Int) async throws -> StreamBatch? {
    do {
      return try await reader.read(after: start, matching: filters, limit: limit)
    } catch let error as AppError where error.slug == "position_gone" {
      let first = try await reader.archive.bounds().first
      Self.logger.warning(
        "Messages were removed before a consumer had read them.", metadata: ["consumer": "\(name)", "after": "\(start)", "first": "\(first)"])
      return StreamBatch(messages: [], scannedThrough: max(start, first - 1))
    }
  }

  private func buryExhausted() async throws {
    let now = clock.now.milliseconds
    for (sequence, attempts) in shell.withLock({ $0.state.exhausted(now: now) }) {
      if let message = try await reader.message(sequence) {
        try await bury(message, attempts: attempts, reason: "Not answered after \(attempts) deliveries.")
      } else {
        forget(sequence)
      }
    }
  }

  /// First kept, then forgotten: a crash in between keeps it again in the same place.
  private func bury(_ message: StreamMessage, attempts: Int, reason: String) async throws {
    Self.logger.error(
      "A message was given up.",
      metadata: ["consumer": "\(name)", "sequence": "\(message.sequence)", "attempts": "\(attempts)", "reason": "\(reason)"])
    try await reader.archive.addDeadLetter(
      DeadLetter(consumer: name, message: message, reason: reason, attempts: attempts, time: clock.now))
    change { $0.settle(message.sequence) }
  }

  private func forget(_ sequence: Int64) {
    Self.logger.warning("A message was removed before it was answered.", metadata: ["consumer": "\(name)", "sequence": "\(sequence)"])
    change { $0.settle(sequence) }
  }

  /// Returns at the next `wake` after `version`, when a delivery falls due or a save is due, or at the deadline.
  private func wait(from version: Int, until deadline: ContinuousClock.Instant) async throws {
    let (signal, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let now = clock.now.milliseconds
    let wait: (id: Int, until: ContinuousClock.Instant)? = try shell.withLock { shell in
      guard shell.version == version else { return nil }
      guard shell.waiting.count < Self.waitingMax else {
        throw AppError(.tooMany, "too_many_fetches", "Too many fetches wait on the consumer \(name).", retryAfterSeconds: 1)
      }
      shell.nextWaitingID += 1
      shell.waiting[shell.nextWaitingID] = continuation
      var until = deadline
      if let due = shell.state.nextDue { until = min(until, .now + .milliseconds(max(0, due - now))) }
      if shell.isDirty { until = min(until, shell.lastSave + Self.saveInterval) }
      return (shell.nextWaitingID, until)
    }
    guard let wait else { return }
    await withTaskGroup { group in
      group.addTask { for await _ in signal {} }
      // Ends early, by an error, only when it is cancelled.
      group.addTask { try? await Task.sleep(until: wait.until, clock: .continuous) }
      await group.next()
      group.cancelAll()
    }
    shell.withLock { _ = $0.waiting.removeValue(forKey: wait.id) }
  }
}
