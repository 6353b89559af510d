/// Prometheus' text exposition, format 0.0.4.
struct PrometheusText {
  private(set) var text = ""

  mutating func family(_ name: String, _ help: String, type: String) {
    text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(type)\n"
  }

  mutating func sample(_ name: String, _ labels: [String], _ values: [String], _ value: Double) {
    text += name
    if !labels.isEmpty {
      text += "{" + zip(labels, values).map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }.joined(separator: ",") + "}"
    }
    text += " \(Self.number(value))\n"
  }

  mutating func histogram(_ name: String, _ labels: [String], _ values: [String], _ histogram: Histogram) {
    let snapshot = histogram.snapshot
    var total = 0
    for (bound, count) in zip(histogram.bounds + [.infinity], snapshot.counts) {
      total += count
      sample(name + "_bucket", labels + ["le"], values + [Self.number(bound)], Double(total))
    }
    sample(name + "_sum", labels, values, snapshot.sum)
    sample(name + "_count", labels, values, Double(total))
  }

  private static func number(_ value: Double) -> String {
    if value == .infinity { return "+Inf" }
    if value == -.infinity { return "-Inf" }
    if value.isNaN { return "NaN" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
