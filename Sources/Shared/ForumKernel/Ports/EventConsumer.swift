/// What follows the event stream at its own pace: it keeps its position together with what it did, so that a crash repeats nothing and skips nothing.
public protocol EventConsumer: Sendable {
  /// Stable: the name its position is stored under.
  var name: String { get }
  var filters: [SubjectFilter] { get }
  /// Whether it does what no transaction can take back, such as sending: then one node at a time may handle messages.
  var actsOutside: Bool { get }
  /// Up to where it has handled the stream; nil when it is new.
  func position() async throws -> StreamPosition?
  /// Handles the messages in order and remembers `position`, both or neither. Bears messages that it has seen. Without a position they are some that it
  /// could not handle when it passed them: they are handled wherever it stands now, and it stays there. Throws `unavailable` or `tooMany` when what it
  /// stands on is away or busy, `invalid`, `conflict` or a `DecodingError` when it never can handle one of them.
  func handle(_ messages: [StreamMessage], through position: StreamPosition?) async throws
  /// The stream no longer holds what comes after its position, or has another epoch: catch up from the store itself and go on after `position`. False,
  /// and nothing changed, when the consumer stands no more where it was `seen`: another node came first.
  func restart(at position: StreamPosition, seen: StreamPosition?) async throws -> Bool
}

extension EventConsumer {
  public var actsOutside: Bool { false }
}

/// What a consumer that writes to the store needs beside its rows.
public protocol ConsumerTransaction: TransactionContext {
  /// Until this transaction ends, no other one locks the position of this consumer; from now on each statement sees what others committed before it, so
  /// that the work of those who write meanwhile is no conflict. First in the transaction.
  func lockPosition(of consumer: String) throws
  /// nil when the consumer is new.
  func position(of consumer: String) throws -> StreamPosition?
  /// Whatever the position was; `advance` and `restart` look first.
  func setPosition(_ position: StreamPosition, of consumer: String) throws
}

extension ConsumerTransaction {
  /// Sets the position unless the consumer has moved from where it was `seen`; false then.
  public func restart(_ consumer: String, at position: StreamPosition, seen: StreamPosition?) throws -> Bool {
    try lockPosition(of: consumer)
    guard try self.position(of: consumer) == seen else { return false }
    try setPosition(position, of: consumer)
    return true
  }

  /// Moves the consumer on to the end of `run` and returns the messages that are still to be handled: another node may have handled some, or all. Without
  /// an end all are, and the consumer stays.
  public func advance(_ consumer: String, over run: TenantRun) throws -> [StreamMessage] {
    try lockPosition(of: consumer)
    guard let end = run.position else { return run.messages }
    let known = try position(of: consumer).flatMap { $0.epoch == end.epoch ? $0.sequence : nil } ?? 0
    guard known < end.sequence else { return [] }
    try setPosition(end, of: consumer)
    return run.messages.filter { $0.sequence > known }
  }
}

/// Neighbouring messages of one tenant, and the position after them where the consumer is to move: what fits into one transaction of that tenant.
public struct TenantRun: Sendable {
  public let tenant: TenantID
  public let messages: [StreamMessage]
  public let position: StreamPosition?

  /// Cuts a batch that ends at `position` into runs; messages without a tenant, which are no domain events, are left out.
  public static func runs(of messages: [StreamMessage], through position: StreamPosition?) -> [TenantRun] {
    var groups: [(tenant: TenantID, messages: [StreamMessage])] = []
    for message in messages {
      guard let tenant = message.tenant else { continue }
      if groups.last?.tenant == tenant {
        groups[groups.count - 1].messages.append(message)
      } else {
        groups.append((tenant, [message]))
      }
    }
    return groups.enumerated().map { index, group in
      let isLast = index == groups.count - 1
      let end = position.map { isLast ? $0 : StreamPosition(epoch: $0.epoch, sequence: group.messages[group.messages.count - 1].sequence) }
      return TenantRun(tenant: group.tenant, messages: group.messages, position: end)
    }
  }
}
