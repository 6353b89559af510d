import Synchronization

/// The metrics of a server and their text form for Prometheus (format 0.0.4). Names are made once, at boot.
public final class MetricsRegistry: Sendable {
  /// `Content-Type` of `text()`.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private enum Entry: Sendable {
    case counter(MetricFamily<Counter>)
    case gauge(MetricFamily<Gauge>)
    case histogram(MetricFamily<Histogram>)
    case measured(name: String, help: String, type: String, read: @Sendable () async -> Double?)
    case measuredBy(label: String, name: String, help: String, read: @Sendable () async -> [String: Double]?)

    var name: String {
      switch self {
      case .counter(let family): family.name
      case .gauge(let family): family.name
      case .histogram(let family): family.name
      case .measured(let name, _, _, _): name
      case .measuredBy(_, let name, _, _): name
      }
    }
  }

  private let entries = Mutex<[Entry]>([])

  public init() { ProcessMetrics.register(in: self) }

  /// `name` ends in `_total`.
  public func counter(_ name: String, _ help: String, labels: [String] = []) -> MetricFamily<Counter> {
    let family = MetricFamily(name, help, labels: labels) { Counter() }
    add(family)
    return family
  }

  /// One that counted before there was a registry.
  func add(_ family: MetricFamily<Counter>) { add(.counter(family)) }

  public func gauge(_ name: String, _ help: String, labels: [String] = []) -> MetricFamily<Gauge> {
    let family = MetricFamily(name, help, labels: labels) { Gauge() }
    add(.gauge(family))
    return family
  }

  /// `name` ends in its unit; `bounds` grow.
  public func histogram(
    _ name: String, _ help: String, labels: [String] = [], bounds: [Double] = Histogram.latencyBounds
  ) -> MetricFamily<Histogram> {
    let family = MetricFamily(name, help, labels: labels) { Histogram(bounds: bounds) }
    add(.histogram(family))
    return family
  }

  /// A gauge that is asked when somebody looks; nil leaves it out. `read` answers at once: it takes no part in a request's deadline.
  public func gauge(_ name: String, _ help: String, read: @escaping @Sendable () async -> Double?) {
    add(.measured(name: name, help: help, type: "gauge", read: read))
  }

  /// The same for each value of a label, of which there are few.
  public func gauge(_ name: String, _ help: String, label: String, read: @escaping @Sendable () async -> [String: Double]?) {
    add(.measuredBy(label: label, name: name, help: help, read: read))
  }

  /// A counter that somebody else keeps and that is asked when somebody looks; `name` ends in `_total`.
  public func counter(_ name: String, _ help: String, read: @escaping @Sendable () async -> Double?) {
    add(.measured(name: name, help: help, type: "counter", read: read))
  }

  /// Everything, by name.
  public func text() async -> String {
    var text = PrometheusText()
    for entry in entries.withLock({ $0 }).sorted(by: { $0.name < $1.name }) {
      switch entry {
      case .counter(let family):
        text.family(family.name, family.help, type: "counter")
        for (values, counter) in family.snapshot { text.sample(family.name, family.labels, values, Double(counter.value)) }
      case .gauge(let family):
        text.family(family.name, family.help, type: "gauge")
        for (values, gauge) in family.snapshot { text.sample(family.name, family.labels, values, Double(gauge.value)) }
      case .histogram(let family):
        text.family(family.name, family.help, type: "histogram")
        for (values, histogram) in family.snapshot { text.histogram(family.name, family.labels, values, histogram) }
      case .measured(let name, let help, let type, let read):
        guard let value = await read() else { continue }
        text.family(name, help, type: type)
        text.sample(name, [], [], value)
      case .measuredBy(let label, let name, let help, let read):
        guard let values = await read() else { continue }
        text.family(name, help, type: "gauge")
        for (value, number) in values.sorted(by: { $0.key < $1.key }) { text.sample(name, [label], [value], number) }
      }
    }
    return text.text
  }

  private func add(_ entry: Entry) {
    entries.withLock { entries in
      precondition(!entries.contains { $0.name == entry.name }, "the metric \(entry.name) is there already")
      entries.append(entry)
    }
  }
}
