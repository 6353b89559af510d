import Synchronization

/// A number that only grows.
public final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  public func add(_ amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }
  public var value: Int { count.load(ordering: .relaxed) }
}

/// A number that goes up and down.
public final class Gauge: Sendable {
  private let number = Atomic<Int>(0)

  public func set(_ value: Int) { number.store(value, ordering: .relaxed) }
  public func add(_ amount: Int) { number.wrappingAdd(amount, ordering: .relaxed) }
  public var value: Int { number.load(ordering: .relaxed) }
}

/// How often a measured value fell below each of some fixed bounds.
public final class Histogram: Sendable {
  /// Seconds, from half a millisecond to ten: fine around the latency that is promised, coarse beyond.
  public static let latencyBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  struct Snapshot {
    /// One more than there are bounds; not cumulative.
    var counts: [Int]
    var sum = 0.0
  }

  let bounds: [Double]
  private let state: Mutex<Snapshot>

  init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(Snapshot(counts: [Int](repeating: 0, count: bounds.count + 1)))
  }

  public func observe(_ value: Double) {
    var bucket = 0
    while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
    state.withLock { state in
      state.counts[bucket] += 1
      state.sum += value
    }
  }

  /// In seconds.
  public func observe(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    observe(Double(seconds) + Double(attoseconds) * 1e-18)
  }

  var snapshot: Snapshot { state.withLock { $0 } }
}

/// The metrics of one name, one for each combination of label values.
public final class MetricFamily<Metric: Sendable>: Sendable {
  /// What a name may grow to: labels that clients can choose would fill the memory of the server and of its scraper.
  static var seriesMax: Int { 1000 }

  public let name: String
  let help: String
  let labels: [String]
  private let make: @Sendable () -> Metric
  private let series = Mutex<[[String]: Metric]>([:])

  init(_ name: String, _ help: String, labels: [String], make: @escaping @Sendable () -> Metric) {
    self.name = name
    self.help = help
    self.labels = labels
    self.make = make
  }

  /// The metric for these values, in the order of the labels. Beyond the limit of combinations all new ones share one whose values are `other`.
  /// Callers that know their labels keep what they get.
  public func labeled(_ values: String...) -> Metric {
    precondition(values.count == labels.count, "\(name) has \(labels.count) labels")
    return series.withLock { series in
      if let metric = series[values] { return metric }
      let isFull = series.count >= Self.seriesMax
      let key = isFull ? values.map { _ in "other" } : values
      if let metric = series[key] { return metric }
      let metric = make()
      series[key] = metric
      return metric
    }
  }

  var snapshot: [(values: [String], metric: Metric)] {
    series.withLock { $0.map { (values: $0.key, metric: $0.value) } }.sorted { $0.values.lexicographicallyPrecedes($1.values) }
  }
}
