import ForumKernel
import Testing
import WebUI

@testable import ForumRuntime

@Suite("What the page about the server shows") struct ActivityTests {
  private func sample(_ seconds: Int64, _ requests: [Int], events: Int64 = 0) -> ActivitySample {
    let buckets = requests + [Int](repeating: 0, count: Histogram.latencyBounds.count + 1 - requests.count)
    return ActivitySample(at: Timestamp(milliseconds: seconds * 1000), requests: buckets, events: events, writerQueue: 2, memoryBytes: 1e6)
  }

  @Test("rates are what was counted between two samples") func rates() {
    let point = ActivityPoint(from: sample(0, [10], events: 7), to: sample(5, [60], events: 17))
    #expect(point.requestsPerSecond == 10 && point.eventsPerSecond == 2)
    #expect(point.writerQueue == 2 && point.memoryBytes == 1e6)
  }

  @Test("the share of a bucket tells how long requests took") func quantiles() throws {
    // Half up to 0.5 ms, half between 0.5 and 1 ms.
    let point = ActivityPoint(from: sample(0, []), to: sample(5, [50, 50]))
    #expect(point.medianMilliseconds == 0.5)
    #expect(try abs(#require(point.slowMilliseconds) - 0.99) < 1e-9)
  }

  @Test("without requests nothing is said of how long they took, and with the slowest the last bound is") func edges() {
    #expect(ActivityPoint(from: sample(0, [3]), to: sample(5, [3])).medianMilliseconds == nil)
    let slow = ActivityPoint(from: sample(0, []), to: sample(5, [Int](repeating: 0, count: Histogram.latencyBounds.count) + [4]))
    #expect(slow.slowMilliseconds == Histogram.latencyBounds.last.map { $0 * 1000 })
  }

  @Test("a quarter of an hour is kept, the oldest goes first") func history() async {
    let clock = ManualClock()
    let history = ActivityHistory {
      clock.advance(seconds: 5)
      return sample(clock.now.milliseconds / 1000, [])
    }
    for _ in 1...200 { await history.take() }
    #expect(history.points.count == 180 && history.points.last?.at.milliseconds == clock.now.milliseconds / 1000 * 1000)
  }
}
