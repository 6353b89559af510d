import Forum
public import ForumKernel
import HummingbirdCore
import Synchronization

/// Encoded answers that are still true. An answer is kept with the moment before it was read and with the thread that it shows; it holds as long as
/// that thread has not changed since. Changes are told in the commit itself, before the writer is answered, so that nobody reads what was before a
/// change that he knows of.
public final class AnswerCache: Sendable {
  /// Counts changes; grows.
  typealias Moment = UInt64

  struct Key: Hashable, Sendable {
    let tenant: TenantID
    /// Path and query as they were sent.
    let target: String
  }

  private struct Entry {
    let answer: Response
    let bytes: Int
    let slot: Int
    let moment: Moment
  }

  private struct State {
    var now: Moment = 0
    /// When something changed that any answer may show, such as a name.
    var everything: Moment = 0
    /// When the threads of each slot last changed.
    var slots = [Moment](repeating: 0, count: AnswerCache.slotCount)
    /// What was asked for since `old` began: when it holds its half of the bytes it becomes `old`, and what nobody asked for goes.
    var young: [Key: Entry] = [:]
    var old: [Key: Entry] = [:]
    var youngBytes = 0
  }

  /// Threads share slots; one that changes takes the answers of its few neighbours with it.
  private static let slotCount = 4096
  /// What an entry costs beside its body.
  private static let overheadBytes = 1024

  /// A thousand pages of a busy forum, or thirty thousand single posts.
  public static let bytesMaxDefault = 32 << 20

  private let bytesMax: Int
  private let state = Mutex(State())

  /// `bytesMax` bounds all answers together.
  public init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// Drops what the messages of a commit change. To be called before the commit's writer is answered.
  public func changed(by messages: [StreamMessage]) {
    state.withLock { state in
      for message in messages {
        guard let part = Part(message) else { continue }
        state.now += 1
        switch part {
        case .thread(let thread): state.slots[Self.slot(of: thread)] = state.now
        case .everything: state.everything = state.now
        }
      }
    }
  }

  /// To be asked for before reading what may be kept.
  var moment: Moment { state.withLock { $0.now } }

  /// The answer, if it is here and still true.
  func answer(_ key: Key) -> Response? {
    state.withLock { state in
      if let entry = state.young[key] { return isTrue(entry, state) ? entry.answer : nil }
      guard let entry = state.old.removeValue(forKey: key), isTrue(entry, state) else { return nil }
      insert(entry, key, &state)
      return entry.answer
    }
  }

  /// Keeps an answer that shows nothing but this thread and was read after `moment`.
  func keep(_ answer: Response, _ key: Key, of thread: ThreadID, since moment: Moment) {
    let bytes = (answer.body.contentLength ?? 0) + key.target.utf8.count + Self.overheadBytes
    guard bytes <= bytesMax / 8 else { return }
    let entry = Entry(answer: answer, bytes: bytes, slot: Self.slot(of: thread.raw), moment: moment)
    state.withLock { state in
      if isTrue(entry, state) { insert(entry, key, &state) }
    }
  }

  private func isTrue(_ entry: Entry, _ state: borrowing State) -> Bool {
    entry.moment >= state.slots[entry.slot] && entry.moment >= state.everything
  }

  private func insert(_ entry: Entry, _ key: Key, _ state: inout State) {
    if state.youngBytes + entry.bytes > bytesMax / 2 {
      state.old = state.young
      state.young = [:]
      state.youngBytes = 0
    }
    state.youngBytes += entry.bytes - (state.young.updateValue(entry, forKey: key)?.bytes ?? 0)
  }

  private static func slot(of thread: RawID) -> Int { Int(truncatingIfNeeded: thread.low) & (slotCount - 1) }
}

/// What a message of the event stream says has changed.
private enum Part {
  private static let unseen = ["auth.session.", "moderation.", "notifications."]

  case thread(RawID)
  case everything

  /// nil for what no answer shows: sessions that begin and end, who was notified, what moderators decide (what becomes of the content is an event of its thread).
  init?(_ message: StreamMessage) {
    if let (kind, id) = message.aggregate, kind == "thread" {
      self = .thread(id)
    } else if let type = message.eventType, Self.unseen.contains(where: type.hasPrefix) {
      return nil
    } else {
      self = .everything
    }
  }
}
