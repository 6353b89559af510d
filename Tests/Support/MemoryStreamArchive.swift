public import ForumKernel
import Synchronization

/// A stream archive in memory, which outlives the stream logs opened over it as a database does.
public final class MemoryStreamArchive: StreamArchive {
  private struct State {
    var epoch = "m1"
    var messages: [StreamMessage] = []
    var last: Int64 = 0
    var consumers: [String: ConsumerRecord] = [:]
    var deadLetters: [DeadLetter] = []
    var saves = 0
    var observers: [@Sendable ([StreamMessage]) -> Void] = []
  }

  private let clock: any WallClock
  private let state = Mutex(State())

  public init(clock: any WallClock) { self.clock = clock }

  public func observeCommits(_ observer: @escaping @Sendable ([StreamMessage]) -> Void) { state.withLock { $0.observers.append(observer) } }

  public func bounds() -> StreamInfo {
    state.withLock { StreamInfo(epoch: $0.epoch, first: $0.messages.first?.sequence ?? $0.last + 1, last: $0.last) }
  }

  public func append(subject: String, messageID: String?, payload: [UInt8]) -> Int64 {
    state.withLock { state in
      if let messageID, let old = state.messages.first(where: { $0.messageID == messageID }) { return old.sequence }
      return commit([(subject, messageID, payload)], &state)
    }
  }

  public func read(after sequence: Int64, limit: Int) -> [StreamMessage] {
    state.withLock { Array($0.messages.lazy.filter { $0.sequence > sequence }.prefix(limit)) }
  }

  public func firstSequence(since time: Timestamp) -> Int64? {
    state.withLock { $0.messages.first { $0.time >= time }?.sequence }
  }

  public func consumer(named name: String) -> ConsumerRecord? { state.withLock { $0.consumers[name] } }

  public func saveConsumer(_ record: ConsumerRecord) {
    state.withLock { state in
      state.consumers[record.name] = record
      state.saves += 1
    }
  }

  public func addDeadLetter(_ letter: DeadLetter) {
    state.withLock { state in
      state.deadLetters.removeAll { $0.consumer == letter.consumer && $0.message.sequence == letter.message.sequence }
      state.deadLetters.append(letter)
    }
  }

  public func deadLetters(of consumer: String, upTo sequence: Int64 = .max, limit: Int) -> [DeadLetter] {
    state.withLock { state in
      Array(
        state.deadLetters.filter { $0.consumer == consumer && $0.message.sequence <= sequence }.sorted { $0.message.sequence > $1.message.sequence }
          .prefix(limit))
    }
  }

  public func deadLetterCounts() -> [String: Int] { state.withLock { $0.deadLetters.reduce(into: [:]) { $0[$1.consumer, default: 0] += 1 } } }

  public func removeDeadLetter(of consumer: String, sequence: Int64) {
    state.withLock { $0.deadLetters.removeAll { $0.consumer == consumer && $0.message.sequence == sequence } }
  }

  private func commit(_ rows: [(subject: String, messageID: String?, payload: [UInt8])], _ state: inout State) -> Int64 {
    var messages: [StreamMessage] = []
    for row in rows {
      state.last += 1
      messages.append(
        StreamMessage(sequence: state.last, subject: row.subject, messageID: row.messageID, time: clock.now, payload: row.payload))
    }
    state.messages += messages
    for observer in state.observers { observer(messages) }
    return state.last
  }
}

extension MemoryStreamArchive {
  /// How often a consumer was saved.
  public var saves: Int { state.withLock { $0.saves } }

  /// Many messages in one commit, as a group of transactions makes them.
  public func commit(subjects: [String]) {
    state.withLock { state in _ = commit(subjects.map { ($0, nil, []) }, &state) }
  }

  /// What retention does.
  public func remove(through sequence: Int64) { state.withLock { $0.messages.removeAll { $0.sequence <= sequence } } }

  /// Breaks the order, as only a fault can.
  public func skipSequences(_ count: Int64) { state.withLock { $0.last += count } }

  /// What a restore from a backup does.
  public func replaceHistory(epoch: String) { state.withLock { $0.epoch = epoch } }
}
