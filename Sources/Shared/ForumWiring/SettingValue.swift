/// A value of the configuration, after its text was understood.
public enum SettingValue: Sendable, Equatable {
  case text(String)
  case integer(Int)
  case boolean(Bool)
  case duration(Duration)
  /// In bytes.
  case size(Int)
  case list([String])
}

/// What a setting holds; `parse` reads the form of environment variables and flags.
public enum SettingKind: String, Sendable, CaseIterable {
  case text, integer, boolean, duration, size, list

  /// For messages: what is expected, with an example.
  public var expectation: String {
    switch self {
    case .text: "a text"
    case .integer: "a whole number"
    case .boolean: "true or false"
    case .duration: "a duration such as 30s, 15m, 12h, 7d or 250ms"
    case .size: "a size such as 512B, 64KiB, 16MiB or 1GiB"
    case .list: "a list (comma-separated in the environment and in flags)"
    }
  }

  /// The value that `text` says, or nil when it says none of this kind.
  public func parse(_ text: String) -> SettingValue? {
    switch self {
    case .text: .text(text)
    case .integer: Int(text).map(SettingValue.integer)
    case .boolean: text == "true" || text == "1" ? .boolean(true) : text == "false" || text == "0" ? .boolean(false) : nil
    case .duration: Self.scaled(text, Self.durationUnits).map { .duration(.milliseconds($0)) }
    case .size: Self.scaled(text, Self.sizeUnits).map(SettingValue.size)
    case .list: .list(text.split(separator: ",").map { String($0.trimmingSpaces) }.filter { !$0.isEmpty })
    }
  }

  static let durationUnits = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
  static let sizeUnits = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]

  private static func scaled(_ text: String, _ units: [(String, Int)]) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), let unit = units.first(where: { $0.0 == text.dropFirst(digits.count) }) else { return nil }
    let (product, isOverflow) = number.multipliedReportingOverflow(by: unit.1)
    return isOverflow ? nil : product
  }
}

extension SettingValue: CustomStringConvertible {
  /// The form that `SettingKind.parse` reads.
  public var description: String {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    case .boolean(let flag): String(flag)
    case .duration(let duration): Self.scaled(duration.milliseconds, SettingKind.durationUnits)
    case .size(let bytes): Self.scaled(bytes, SettingKind.sizeUnits)
    case .list(let items): items.joined(separator: ",")
    }
  }

  private static func scaled(_ number: Int, _ units: [(String, Int)]) -> String {
    let unit = units.last { number != 0 && number.isMultiple(of: $0.1) } ?? units[0]
    return "\(number / unit.1)\(unit.0)"
  }
}

extension Duration {
  /// Whole milliseconds.
  public var milliseconds: Int { Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000) }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
