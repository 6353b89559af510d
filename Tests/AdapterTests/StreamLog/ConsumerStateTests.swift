import ForumKernel
import Testing

@testable import StreamLog

@Suite("The state of a durable consumer")
struct ConsumerStateTests {
  private func state(_ change: (inout ConsumerSettings) -> Void = { _ in }) -> ConsumerState {
    var settings = ConsumerSettings(name: "worker", filters: [], start: .first)
    change(&settings)
    return ConsumerState(settings: settings, delivered: 0)
  }

  @Test("the floor is below the oldest open delivery, or at the end of what was looked at")
  func floor() {
    var state = state()
    expect(state.deliver([3, 5], after: 0, scannedThrough: 9, now: 0))
    #expect(state.ackFloor == 2)
    expect(state.settle(5))
    #expect(state.ackFloor == 2)
    expect(state.settle(3))
    #expect(state.ackFloor == 9)
    expect(!state.settle(3))
  }

  @Test("of two fetches that looked from the same place only one delivers")
  func sameStart() {
    var state = state()
    expect(state.deliver([1], after: 0, scannedThrough: 1, now: 0))
    expect(!state.deliver([1], after: 0, scannedThrough: 1, now: 0))
    #expect(state.open[1]?.attempts == 1)
  }

  @Test("a delivery falls due at the millisecond, and only once for two fetches")
  func due() {
    var state = state { $0.ackWait = .milliseconds(10) }
    expect(state.deliver([1, 2], after: 0, scannedThrough: 2, now: 100))
    #expect(state.nextDue == 110)
    #expect(state.due(now: 109, limit: 9) == [])
    #expect(state.due(now: 110, limit: 1) == [1])
    expect(state.redeliver(1, now: 110) == 2)
    expect(state.redeliver(1, now: 110) == nil)
    #expect(state.due(now: 110, limit: 9) == [2])
  }

  @Test("spent deliveries are listed apart and not delivered again, also when the answer was to retry")
  func exhausted() {
    var state = state { $0.maxDeliver = 1 }
    expect(state.deliver([1, 2], after: 0, scannedThrough: 2, now: 0))
    expect(state.retry(1, after: 5, now: 0))
    #expect(state.exhausted(now: 4).isEmpty)
    #expect(state.exhausted(now: 5).map(\.sequence) == [1])
    #expect(state.due(now: 5, limit: 9) == [])
    expect(state.redeliver(1, now: 5) == nil)
  }

  @Test("answers to what was answered for good change nothing")
  func tooLate() {
    var state = state()
    expect(state.deliver([1], after: 0, scannedThrough: 1, now: 0))
    expect(state.settle(1))
    expect(!state.retry(1, after: 0, now: 0))
    expect(!state.extend(1, now: 0))
    #expect(state.open.isEmpty)
  }

  @Test("saved and read again it is the same, but its open deliveries are due")
  func snapshot() throws {
    var state = state()
    expect(state.deliver([1, 2], after: 0, scannedThrough: 7, now: 0))
    expect(state.redeliver(2, now: 40_000) == 2)
    let record = try ConsumerSnapshot.record(state)
    #expect(record.ackFloor == 0)
    let loaded = try ConsumerSnapshot.state(record, settings: state.settings, last: 9)
    #expect(loaded.delivered == 7)
    #expect(loaded.open.mapValues(\.attempts) == [1: 1, 2: 2])
    #expect(loaded.due(now: 0, limit: 9) == [1, 2])
  }

  @Test("a position beyond the end, of a history that was replaced by a shorter one, moves back")
  func shorterHistory() throws {
    var state = state()
    expect(state.deliver([3, 8], after: 0, scannedThrough: 9, now: 0))
    let loaded = try ConsumerSnapshot.state(try ConsumerSnapshot.record(state), settings: state.settings, last: 5)
    #expect(loaded.delivered == 5)
    #expect(loaded.open.keys.sorted() == [3])
  }
}

/// `#expect` does not take calls that change a value.
private func expect(_ isAsExpected: Bool, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(isAsExpected, sourceLocation: sourceLocation)
}
