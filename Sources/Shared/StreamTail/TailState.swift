import DequeModule
public import ForumKernel

/// The newest messages of a stream in memory, up to a number and a size: a value, driven by the stream's adapter.
public struct TailState: Sendable {
  /// What a message costs beside subject and payload.
  private static let overheadBytes = 128

  private let messagesMax: Int
  private let bytesMax: Int
  private var messages: Deque<StreamMessage> = []
  private var bytes = 0
  /// The newest sequence of the stream, also when it is not here any more.
  public private(set) var last: Int64 = 0

  public init(messagesMax: Int, bytesMax: Int) {
    self.messagesMax = messagesMax
    self.bytesMax = bytesMax
  }

  /// Takes the next message. False when it does not follow the last one: then the tail begins anew with it.
  public mutating func append(_ message: StreamMessage) -> Bool {
    let follows = message.sequence == last + 1
    if !follows {
      messages.removeAll()
      bytes = 0
    }
    messages.append(message)
    bytes += Self.bytes(of: message)
    last = message.sequence
    while messages.count > messagesMax || bytes > bytesMax, let oldest = messages.popFirst() { bytes -= Self.bytes(of: oldest) }
    return follows
  }

  /// Takes what was in the archive at the start: `older` are its newest messages, in order. What was appended meanwhile stays.
  public mutating func begin(with older: [StreamMessage], last newest: Int64) {
    if messages.isEmpty, last < newest { last = newest }
    for message in older.reversed() {
      guard message.sequence == (messages.first?.sequence ?? last + 1) - 1 else { continue }
      guard messages.count < messagesMax, bytes + Self.bytes(of: message) <= bytesMax else { return }
      messages.prepend(message)
      bytes += Self.bytes(of: message)
    }
  }

  /// Up to `limit` messages after `sequence`; nil when the tail does not reach back that far.
  public func page(after sequence: Int64, limit: Int) -> [StreamMessage]? {
    if sequence >= last { return [] }
    guard let first = messages.first?.sequence, sequence >= first - 1 else { return nil }
    let start = Int(sequence + 1 - first)
    return Array(messages[start..<min(start + limit, messages.count)])
  }

  private static func bytes(of message: StreamMessage) -> Int { message.payload.count + message.subject.utf8.count + overheadBytes }
}
