import NIOCore

/// What came of requests.
struct BenchCounts: Sendable {
  /// From the first request to the last answer.
  var seconds = 0.0
  private(set) var succeeded = 0
  /// Of the bodies of answers that were a success.
  private(set) var bytes = 0
  /// How many requests failed, by status (`503`) or reason.
  private(set) var failures: [String: Int] = [:]
  /// Of the answers that were a success.
  private var microseconds: [UInt32] = []

  var failed: Int { failures.values.reduce(0, +) }
  var all: Int { succeeded + failed }

  mutating func add(_ answer: BenchAnswer, after time: TimeAmount) {
    guard answer.isSuccess else { return failures["\(answer.status)", default: 0] += 1 }
    succeeded += 1
    bytes += answer.body.readableBytes
    microseconds.append(UInt32(clamping: time.nanoseconds / 1000))
  }

  mutating func add(_ failure: BenchFailure) { failures["\(failure)", default: 0] += 1 }

  /// In milliseconds, for each share in percent: the smallest time within which that share of the answers came (nearest rank). nil without answers.
  func percentiles(_ shares: Int...) -> [Double?] {
    let sorted = microseconds.sorted()
    return shares.map { share in sorted.isEmpty ? nil : Double(sorted[max(1, (sorted.count * share + 99) / 100) - 1]) / 1000 }
  }
}
