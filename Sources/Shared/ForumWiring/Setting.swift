/// One key of the configuration: its name, kind, default and help, in one place. `settings[key]` gives its value.
public struct Setting<Value: Sendable>: Sendable {
  public let declaration: SettingDeclaration
  let read: @Sendable (SettingValue) -> Value?
}

/// A setting without its Swift type: what the loader, `config print` and the schema need.
public struct SettingDeclaration: Sendable {
  /// The path in the file, joined by dots: `rate_limit.enabled`.
  public let key: String
  public let kind: SettingKind
  public let defaultValue: SettingValue
  /// One line for a person.
  public let help: String
  /// The only texts that are allowed; empty: any.
  public let choices: [String]
  /// Bounds of a number, of bytes, or of milliseconds.
  public let range: ClosedRange<Int>?
  /// Never printed; may come from a file named by `FORUM_…_FILE`, or from a command named by `FORUM_…_COMMAND`.
  public let isSecret: Bool
  /// Takes effect without a restart.
  public let isReloadable: Bool
  /// Says what a value of the right kind must also be ("HOST:PORT"), or nil when it is.
  public let complaint: @Sendable (SettingValue) -> String?

  /// `FORUM_RATE_LIMIT_ENABLED` for `rate_limit.enabled`.
  public var environmentName: String { "FORUM_" + key.uppercased().map { $0 == "." ? "_" : String($0) }.joined() }
}

extension Setting {
  private init(
    _ key: String, _ kind: SettingKind, _ defaultValue: SettingValue, _ help: String, choices: [String] = [], range: ClosedRange<Int>? = nil,
    secret: Bool = false, reloadable: Bool = false, complaint: @escaping @Sendable (SettingValue) -> String? = { _ in nil },
    read: @escaping @Sendable (SettingValue) -> Value?
  ) {
    declaration = SettingDeclaration(
      key: key, kind: kind, defaultValue: defaultValue, help: help, choices: choices, range: range, isSecret: secret, isReloadable: reloadable,
      complaint: complaint)
    self.read = read
  }
}

extension Setting where Value == String {
  public init(
    _ key: String, default text: String, choices: [String] = [], secret: Bool = false, reloadable: Bool = false, _ help: String,
    complaint: @escaping @Sendable (String) -> String? = { _ in nil }
  ) {
    self.init(
      key, .text, .text(text), help, choices: choices, secret: secret, reloadable: reloadable,
      complaint: { if case .text(let text) = $0 { complaint(text) } else { nil } },
      read: { if case .text(let text) = $0 { text } else { nil } })
  }
}

extension Setting where Value == Int {
  public init(_ key: String, default number: Int, in range: ClosedRange<Int>, reloadable: Bool = false, _ help: String) {
    self.init(
      key, .integer, .integer(number), help, range: range, reloadable: reloadable, read: { if case .integer(let number) = $0 { number } else { nil } }
    )
  }

  /// A number of bytes.
  public init(_ key: String, defaultBytes bytes: Int, in range: ClosedRange<Int>, _ help: String) {
    self.init(key, .size, .size(bytes), help, range: range, read: { if case .size(let bytes) = $0 { bytes } else { nil } })
  }
}

extension Setting where Value == Bool {
  public init(_ key: String, default flag: Bool, reloadable: Bool = false, _ help: String) {
    self.init(key, .boolean, .boolean(flag), help, reloadable: reloadable, read: { if case .boolean(let flag) = $0 { flag } else { nil } })
  }
}

extension Setting where Value == Duration {
  /// Kept in whole milliseconds.
  public init(_ key: String, default duration: Duration, in range: ClosedRange<Duration>, reloadable: Bool = false, _ help: String) {
    self.init(
      key, .duration, .duration(duration), help, range: range.lowerBound.milliseconds...range.upperBound.milliseconds, reloadable: reloadable,
      read: { if case .duration(let duration) = $0 { duration } else { nil } })
  }
}

extension Setting where Value == [String] {
  public init(
    _ key: String, default items: [String], reloadable: Bool = false, _ help: String,
    complaint: @escaping @Sendable ([String]) -> String? = { _ in nil }
  ) {
    self.init(
      key, .list, .list(items), help, reloadable: reloadable,
      complaint: { if case .list(let items) = $0 { complaint(items) } else { nil } },
      read: { if case .list(let items) = $0 { items } else { nil } })
  }
}

/// The values of all settings; what nobody set has its default.
public struct SettingValues: Sendable {
  private let values: [String: SettingValue]
  private let sources: [String: any SecretSource]

  /// `values` by key. They must be of their settings' kinds, which the loader has checked. `sources`: where those secrets come from that can change.
  public init(_ values: [String: SettingValue] = [:], sources: [String: any SecretSource] = [:]) {
    self.values = values
    self.sources = sources
  }

  public subscript<Value>(setting: Setting<Value>) -> Value {
    let declaration = setting.declaration
    guard let value = setting.read(values[declaration.key] ?? declaration.defaultValue) else {
      preconditionFailure("two settings of different kinds share the key \(declaration.key)")
    }
    return value
  }

  /// The same with further secrets, and where they come from.
  public func adding(_ secrets: [String: SettingValue], sources: [String: any SecretSource]) -> SettingValues {
    SettingValues(values.merging(secrets) { $1 }, sources: self.sources.merging(sources) { $1 })
  }

  /// Where to read a secret anew; nil for one that can't change while the server runs.
  public func source(_ setting: Setting<String>) -> (any SecretSource)? { sources[setting.declaration.key] }

  public subscript(declaration: SettingDeclaration) -> SettingValue { values[declaration.key] ?? declaration.defaultValue }
}
