import ForumKernel
import ServiceLifecycle
import Synchronization
import WebUI

/// What the server did in the last quarter of an hour, sampled for the page that shows it.
final class ActivityHistory: Service {
  /// Short enough to see a burst, long enough to cost nothing.
  private static let interval = Duration.seconds(5)
  /// A quarter of an hour.
  private static let samplesMax = 181

  private let samples = Mutex<[ActivitySample]>([])
  private let sample: @Sendable () async -> ActivitySample

  /// `sample`: the state of now.
  init(sample: @escaping @Sendable () async -> ActivitySample) { self.sample = sample }

  /// Oldest first; one fewer than there are samples.
  var points: [ActivityPoint] {
    let samples = samples.withLock { $0 }
    return zip(samples, samples.dropFirst()).map { ActivityPoint(from: $0, to: $1) }
  }

  func run() async throws {
    // Cancelled when the server stops: that is no error.
    try? await cancelWhenGracefulShutdown {
      while true {
        await self.take()
        try await Task.sleep(for: Self.interval)
      }
    }
  }

  func take() async {
    let now = await sample()
    samples.withLock { samples in
      samples.append(now)
      if samples.count > Self.samplesMax { samples.removeFirst() }
    }
  }
}

/// What has been counted until a moment, and the state then.
struct ActivitySample: Sendable {
  var at: Timestamp
  /// Answered requests by how long they took: one more than `Histogram.latencyBounds`, not cumulative.
  var requests: [Int]
  /// The newest sequence of the event stream.
  var events: Int64
  var writerQueue: Double
  var memoryBytes: Double
}

extension ActivityPoint {
  /// What happened between two samples.
  init(from before: ActivitySample, to after: ActivitySample) {
    let seconds = max(0.001, Double(after.at.milliseconds - before.at.milliseconds) / 1000)
    let counts = zip(before.requests, after.requests).map { max(0, $1 - $0) }
    self.init(
      at: after.at, requestsPerSecond: Double(counts.reduce(0, +)) / seconds, medianMilliseconds: Self.quantile(0.5, counts),
      slowMilliseconds: Self.quantile(0.99, counts), eventsPerSecond: Double(max(0, after.events - before.events)) / seconds,
      writerQueue: after.writerQueue, memoryBytes: after.memoryBytes)
  }

  /// In milliseconds, as if the requests of a bucket were spread evenly over it; nil without any.
  static func quantile(_ share: Double, _ counts: [Int]) -> Double? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let bounds = Histogram.latencyBounds
    let wanted = share * Double(total)
    var below = 0.0
    for (index, count) in counts.enumerated() where count > 0 {
      guard below + Double(count) >= wanted else {
        below += Double(count)
        continue
      }
      let lower = index == 0 ? 0 : bounds[index - 1]
      // Beyond the last bound nobody knows how far.
      let upper = index < bounds.count ? bounds[index] : lower
      return (lower + (upper - lower) * (wanted - below) / Double(count)) * 1000
    }
    return bounds.last.map { $0 * 1000 }
  }
}
