import NIOCore

/// The commands of one connection that await their replies, oldest first. A caller whose deadline passed is let go; its place stays, so that the
/// reply finds no one instead of someone else.
struct CommandQueue<Caller> {
  /// What a reply did.
  enum Effect {
    /// Nobody asked.
    case unexpected
    /// More replies of the same caller follow.
    case kept
    /// The caller, unless it was let go, has all its replies.
    case complete(Caller?, [RESPValue])
  }

  private struct Entry {
    var caller: Caller?
    let commands: Int
    let bytes: Int
    let deadline: NIODeadline
    let stalledAt: NIODeadline
    var replies: [RESPValue] = []
  }

  private let countMax: Int
  private let bytesMax: Int
  private let patience: TimeAmount
  private var entries = CircularBuffer<Entry>()
  private var bytes = 0

  /// The connection is called stalled when its oldest command has waited for `patience`.
  init(countMax: Int, bytesMax: Int, patience: TimeAmount) {
    self.countMax = countMax
    self.bytesMax = bytesMax
    self.patience = patience
  }

  /// Takes in a caller who sent `commands` of so many bytes; false when there is no room.
  mutating func admit(_ caller: Caller, commands: Int, bytes: Int, deadline: NIODeadline, now: NIODeadline) -> Bool {
    guard entries.count < countMax, self.bytes + bytes <= bytesMax else { return false }
    entries.append(Entry(caller: caller, commands: commands, bytes: bytes, deadline: deadline, stalledAt: now + patience))
    self.bytes += bytes
    return true
  }

  mutating func accept(_ reply: RESPValue) -> Effect {
    guard !entries.isEmpty else { return .unexpected }
    entries[entries.startIndex].replies.append(reply)
    guard let oldest = entries.first, oldest.replies.count == oldest.commands else { return .kept }
    entries.removeFirst()
    bytes -= oldest.bytes
    return .complete(oldest.caller, oldest.replies)
  }

  /// Lets go the callers whose deadlines have passed.
  mutating func expire(now: NIODeadline) -> [Caller] {
    var late: [Caller] = []
    for index in entries.indices where entries[index].deadline <= now {
      guard let caller = entries[index].caller else { continue }
      late.append(caller)
      entries[index].caller = nil
    }
    return late
  }

  func isStalled(now: NIODeadline) -> Bool { entries.first.map { $0.stalledAt <= now } ?? false }

  /// When the next caller is late or the connection stalled; nil when nobody waits.
  var nextCheck: NIODeadline? {
    guard let oldest = entries.first else { return nil }
    return entries.lazy.filter { $0.caller != nil }.map(\.deadline).reduce(oldest.stalledAt, min)
  }

  /// Everybody who still waits; the queue is empty afterwards.
  mutating func removeAll() -> [Caller] {
    defer {
      entries.removeAll()
      bytes = 0
    }
    return entries.compactMap(\.caller)
  }
}
