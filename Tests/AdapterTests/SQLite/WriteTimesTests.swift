import ForumKernel
import Support
import Testing

@testable import SQLStore

@Suite("The moment of which nothing is missing")
struct WriteTimesTests {
  private let clock = ManualClock()
  private let times: WriteTimes

  init() { times = WriteTimes(clock) }

  private func isSeen(_ time: Timestamp) -> Bool { time <= times.moment }

  @Test("a write is before it when it is done, and not while it is under way, unless a later one is done")
  func order() {
    let (one, other) = (WriteTimes.Write(), WriteTimes.Write())
    let first = times.begin(one)
    clock.advance(seconds: 1)
    let second = times.begin(other)
    #expect(!isSeen(first))
    times.end(one)
    #expect(isSeen(first) && !isSeen(second))
    clock.advance(seconds: 1)
    #expect(!isSeen(second))
    times.end(other)
    #expect(isSeen(second))
    let (slow, quick) = (WriteTimes.Write(), WriteTimes.Write())
    let third = times.begin(slow)
    clock.advance(seconds: 1)
    let fourth = times.begin(quick)
    times.end(quick)
    #expect(isSeen(third) && isSeen(fourth))
  }

  @Test("what begins after it in another millisecond is later, also when nothing was written yet")
  func later() {
    let moment = times.moment
    #expect(moment < times.begin(WriteTimes.Write()))
  }

  @Test("a body that runs again happens later; one that runs after all is over holds nobody up")
  func again() {
    let write = WriteTimes.Write()
    let first = times.begin(write)
    clock.advance(seconds: 1)
    _ = times.begin(write)
    #expect(isSeen(first))
    times.end(write)
    let late = times.begin(write)
    clock.advance(seconds: 1)
    #expect(isSeen(late))
  }
}
