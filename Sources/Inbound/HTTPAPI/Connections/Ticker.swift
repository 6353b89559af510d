package import NIOCore
import Synchronization

/// Lets everybody with deadlines on an event loop look at them once a period, by one timer: ten thousand connections with timers of their own keep a third of
/// a core busy with nothing. Used on its loop alone.
package final class Ticker {
  /// A place among those who look.
  package struct Place {
    fileprivate let ticker: Ticker
    fileprivate let id: Int

    package func leave() { ticker.remove(id) }
  }

  private struct Key: Hashable {
    let loop: ObjectIdentifier
    let period: Int64
  }

  /// Not all look at the same moment, so that they never hold up their loop.
  private static let turns = 16
  private static let all = Mutex<[Key: NIOLoopBound<Ticker>]>([:])

  private let loop: any EventLoop
  private let period: Int64
  /// Between two turns.
  private let pause: TimeAmount
  private var looks: [[Int: () -> Void]] = Array(repeating: [:], count: turns)
  private var count = 0
  private var lastID = 0
  private var turn = 0
  private var isRunning = false

  private init(_ loop: any EventLoop, milliseconds: Int64) {
    self.loop = loop
    period = milliseconds
    pause = .microseconds(max(1000, milliseconds * 1000 / Int64(Self.turns)))
  }

  /// The one of this loop. Call it there.
  package static func on(_ loop: any EventLoop, everyMilliseconds period: Int64) -> Ticker {
    all.withLock { all in
      let key = Key(loop: ObjectIdentifier(loop), period: period)
      if let known = all[key] { return known.value }
      let ticker = Ticker(loop, milliseconds: period)
      all[key] = NIOLoopBound(ticker, eventLoop: loop)
      return ticker
    }
  }

  /// Calls `look` about once a period, until its place is left.
  package func add(_ look: @escaping () -> Void) -> Place {
    lastID += 1
    count += 1
    looks[lastID % Self.turns][lastID] = look
    if !isRunning { wait() }
    return Place(ticker: self, id: lastID)
  }

  private func remove(_ id: Int) { if looks[id % Self.turns].removeValue(forKey: id) != nil { count -= 1 } }

  /// Sleeps until the next turn that somebody has.
  private func wait() {
    isRunning = true
    let steps = (1...Self.turns).first { !looks[(turn + $0) % Self.turns].isEmpty } ?? 1
    loop.assumeIsolated().scheduleTask(in: pause * steps) { self.goRound(steps) }
  }

  private func goRound(_ steps: Int) {
    for _ in 0..<steps {
      turn = (turn + 1) % Self.turns
      // Who looks may leave, and let others leave.
      for id in Array(looks[turn].keys) { looks[turn][id]?() }
    }
    if count > 0 { return wait() }
    isRunning = false
    Self.all.withLock { $0[Key(loop: ObjectIdentifier(loop), period: period)] = nil }
  }
}
