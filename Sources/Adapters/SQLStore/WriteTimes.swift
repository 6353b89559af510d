import ForumKernel
import Synchronization

/// When the writes of this process say that they happen. A list that ranks by time needs a moment of which nothing is missing: a write says when it happens before
/// it is there for others to read.
final class WriteTimes: Sendable {
  /// One write, whose body may run more than once.
  final class Write: Sendable {
    fileprivate let isOver = Atomic(false)
  }

  private struct State {
    var underWay: [ObjectIdentifier: Int64] = [:]
    var newestDone: Int64 = 0
  }

  private let clock: any WallClock
  private let state = Mutex(State())

  init(_ clock: any WallClock) { self.clock = clock }

  /// Nothing that is stored is missing from lists because a clock was ahead when it was written.
  func begin(after newest: Timestamp) { state.withLock { $0.newestDone = max($0.newestDone, newest.milliseconds) } }

  /// When the write says that it happens.
  func begin(_ write: Write) -> Timestamp {
    state.withLock { state in
      let now = clock.now
      if !write.isOver.load(ordering: .relaxed) { state.underWay[ObjectIdentifier(write)] = now.milliseconds }
      return now
    }
  }

  /// The write can be read, or it never will be. Called before anybody is told of it.
  func end(_ write: Write) {
    state.withLock { state in
      write.isOver.store(true, ordering: .relaxed)
      guard let time = state.underWay.removeValue(forKey: ObjectIdentifier(write)) else { return }
      state.newestDone = max(state.newestDone, time)
    }
  }

  /// The newest moment of which a snapshot that is made now holds all, as far as one writer goes: never before the newest write that is done, which its author
  /// looks for. Where writes overlap, as on PostgreSQL, one that began before and is not done may be missing, and of other programs' writes nothing is known.
  var moment: Timestamp {
    state.withLock { state in
      let unseen = min(clock.now.milliseconds, state.underWay.values.min() ?? .max)
      return Timestamp(milliseconds: max(state.newestDone, unseen - 1))
    }
  }
}
