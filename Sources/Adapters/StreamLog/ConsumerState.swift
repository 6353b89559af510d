import ForumKernel

/// What a durable consumer knows, with JetStream's rules: a value, driven by a given time in milliseconds.
///
/// Every message up to `delivered` has been answered, does not match, or is in `open`.
struct ConsumerState {
  struct OpenDelivery: Codable, Equatable {
    var attempts: Int
    /// When it is delivered again unless it is answered.
    var due: Int64
  }

  /// Deliver policy and filters never change; the numbers may.
  var settings: ConsumerSettings
  private(set) var delivered: Int64
  private(set) var open: [Int64: OpenDelivery]

  init(settings: ConsumerSettings, delivered: Int64, open: [Int64: OpenDelivery] = [:]) {
    self.settings = settings
    self.delivered = delivered
    self.open = open
  }

  /// Everything up to here has been answered.
  var ackFloor: Int64 { open.keys.min().map { $0 - 1 } ?? delivered }

  /// How many messages may be delivered for the first time; redeliveries need no room.
  var room: Int { max(0, settings.maxAckPending - open.count) }

  /// When the next open delivery falls due.
  var nextDue: Int64? { open.values.lazy.map(\.due).min() }

  /// Open deliveries whose time is over and that may be delivered once more, oldest first.
  func due(now: Int64, limit: Int) -> [Int64] {
    Array(open.filter { $0.value.due <= now && !isExhausted($0.value) }.keys.sorted().prefix(limit))
  }

  /// Open deliveries whose time is over and that were delivered as often as they may: dead letters.
  func exhausted(now: Int64) -> [(sequence: Int64, attempts: Int)] {
    open.filter { $0.value.due <= now && isExhausted($0.value) }.map { ($0.key, $0.value.attempts) }.sorted { $0.sequence < $1.sequence }
  }

  /// First deliveries of `sequences`, found by looking at everything after `start` up to `scannedThrough`. False, and nothing is changed, when
  /// another fetch has gone on from `start` meanwhile.
  mutating func deliver(_ sequences: [Int64], after start: Int64, scannedThrough: Int64, now: Int64) -> Bool {
    guard delivered == start else { return false }
    delivered = max(delivered, scannedThrough)
    for sequence in sequences { open[sequence] = OpenDelivery(attempts: 1, due: now + wait(afterAttempt: 1)) }
    return true
  }

  /// The number of this attempt; nil when the delivery has been answered or delivered again meanwhile.
  mutating func redeliver(_ sequence: Int64, now: Int64) -> Int? {
    guard let delivery = open[sequence], delivery.due <= now, !isExhausted(delivery) else { return nil }
    let attempts = delivery.attempts + 1
    open[sequence] = OpenDelivery(attempts: attempts, due: now + wait(afterAttempt: attempts))
    return attempts
  }

  /// Answered for good, whichever attempt the answer is to. False when it was already.
  @discardableResult
  mutating func settle(_ sequence: Int64) -> Bool { open.removeValue(forKey: sequence) != nil }

  /// Delivered again after `delay`, whatever the back-off list says. False when it was answered for good already.
  mutating func retry(_ sequence: Int64, after delay: Int64, now: Int64) -> Bool {
    guard let delivery = open[sequence] else { return false }
    open[sequence] = OpenDelivery(attempts: delivery.attempts, due: now + max(0, delay))
    return true
  }

  /// The time to answer starts anew. False when it was answered for good already.
  mutating func extend(_ sequence: Int64, now: Int64) -> Bool {
    guard let delivery = open[sequence] else { return false }
    open[sequence] = OpenDelivery(attempts: delivery.attempts, due: now + wait(afterAttempt: delivery.attempts))
    return true
  }

  /// Due at once, with no attempt made. False when it is open, or was not delivered yet.
  mutating func reopen(_ sequence: Int64) -> Bool {
    guard open[sequence] == nil, sequence <= delivered else { return false }
    open[sequence] = OpenDelivery(attempts: 0, due: 0)
    return true
  }

  private func isExhausted(_ delivery: OpenDelivery) -> Bool { settings.maxDeliver.map { delivery.attempts >= $0 } ?? false }

  /// The back-off list's element for the attempt, its last one for all further; without a list `ackWait`.
  private func wait(afterAttempt attempt: Int) -> Int64 {
    let list = settings.backOff
    return (list.isEmpty ? settings.ackWait : list[min(attempt, list.count) - 1]).wholeMilliseconds
  }
}

extension Duration {
  /// Rounded up, so that a wait is never shorter than asked for.
  var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}
