import NIOCore
import Testing

@testable import forum_lite

@Suite("What is counted of requests") struct BenchCountsTests {
  private static func counts(_ milliseconds: some Sequence<Int>) -> BenchCounts {
    var counts = BenchCounts()
    for time in milliseconds { counts.add(BenchAnswer(status: 200, body: ByteBuffer(string: "four")), after: .milliseconds(Int64(time))) }
    return counts
  }

  @Test("a percentile is the smallest time within which that share of the answers came")
  func nearestRank() {
    #expect(Self.counts((1...100).reversed()).percentiles(50, 99, 100) == [50, 99, 100])
    #expect(Self.counts(1...10).percentiles(50, 99) == [5, 10])
    #expect(Self.counts([7]).percentiles(1, 50, 99) == [7, 7, 7])
    #expect(Self.counts([1, 3]).percentiles(50, 51) == [1, 3])
    #expect(Self.counts([]).percentiles(50, 99) == [nil, nil])
  }

  @Test("microseconds are not lost in milliseconds")
  func microseconds() {
    var counts = BenchCounts()
    counts.add(BenchAnswer(status: 201, body: ByteBuffer()), after: .microseconds(1234))
    #expect(counts.percentiles(99) == [1.234])
  }

  @Test("what is no success is a failure by its status or reason, and adds neither time nor bytes")
  func failures() {
    var counts = Self.counts(1...2)
    for status in [503, 503, 304, 101] { counts.add(BenchAnswer(status: status, body: ByteBuffer(string: "no")), after: .seconds(1)) }
    counts.add(.closed)
    counts.add(.late)
    counts.add(.late)
    #expect(counts.failures == ["503": 2, "304": 1, "101": 1, "connection closed": 1, "no answer within 10 s": 2])
    #expect(counts.succeeded == 2 && counts.failed == 7 && counts.all == 9 && counts.bytes == 8)
    #expect(counts.percentiles(99) == [2])
  }
}
