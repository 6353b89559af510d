import ForumKernel
public import ForumWiring

/// Builds the configuration from its layers: defaults, then the file, then `FORUM_…` variables, then flags.
public struct ConfigLoader: Sendable {
  /// Variables that are no settings and yet ours.
  static let otherVariables = [
    "FORUM_CONFIG", "FORUM_ADMIN_PASSWORD", "FORUM_ADMIN_PASSWORD_FILE", "FORUM_ADMIN_PASSWORD_COMMAND", "FORUM_BACKUP_PASSPHRASE",
    "FORUM_BACKUP_PASSPHRASE_FILE", "FORUM_BACKUP_PASSPHRASE_COMMAND",
  ]

  private let declarations: [SettingDeclaration]
  private let environment: [String: String]

  /// `extra`: the settings of adapters and modules. `environment`: the process's variables.
  public init(extra: [SettingDeclaration] = [], environment: [String: String]) {
    declarations = ServerConfig.declarations + extra
    self.environment = environment
  }

  /// `file`: a YAML file; without one, the file that `FORUM_CONFIG` names, if any. `flags`: texts by key, with the highest rank.
  /// Throws everything that is wrong at once.
  public func load(file: String? = nil, flags: [String: String] = [:]) throws(ConfigFaults) -> ServerConfig {
    var layers = ConfigLayers(declarations: declarations)
    if let path = file ?? environment["FORUM_CONFIG"] { ConfigFile.read(path, into: &layers) }
    readEnvironment(into: &layers)
    for (key, text) in flags.sorted(by: { $0.key < $1.key }) {
      guard let declaration = layers.declaration(key) else {
        layers.fault("flags", layers.unknown(key))
        continue
      }
      layers.set(declaration, text: text, from: .flag(name: "flag for \(key)"))
    }
    guard layers.faults.isEmpty else { throw ConfigFaults(faults: layers.faults) }
    let values = SettingValues(layers.values, sources: layers.sources)
    let mail = SettingSection(declared: MailSettings(), values: values)
    if mail.adapter != "mail.log" && mail.site.isEmpty {
      layers.warnings.append("Mails are sent, and mail.site is empty: digests have no link to the forum and no header to unsubscribe. Set mail.site.")
    }
    return ServerConfig(
      values: values, declarations: declarations, origins: layers.origins, warnings: layers.warnings, references: layers.references)
  }

  private func readEnvironment(into layers: inout ConfigLayers) {
    var known = Set(Self.otherVariables)
    for declaration in declarations {
      let name = declaration.environmentName
      known.insert(name)
      guard declaration.isSecret else {
        if let text = environment[name] { layers.set(declaration, text: text, from: .environment(name: name)) }
        continue
      }
      known.formUnion(EnvironmentSecret.suffixes.map { name + $0 })
      do {
        guard let (source, origin) = try EnvironmentSecret.source(name, in: environment) else { continue }
        layers.set(declaration, text: try source.read(), from: origin)
        if source.canChange, layers.references[declaration.key] == nil { layers.sources[declaration.key] = source }
      } catch {
        layers.fault(name, error.message)
      }
    }
    for name in environment.keys.sorted() where name.hasPrefix("FORUM_") && !known.contains(name) {
      let nearest = NearestKey.nearest(to: name, among: Array(known))
      layers.warnings.append("The variable \(name) means nothing to forum-lite." + (nearest.map { " Did you mean \($0)?" } ?? ""))
    }
  }
}

/// What the layers have said so far.
struct ConfigLayers {
  let declarations: [SettingDeclaration]
  private(set) var values: [String: SettingValue] = [:]
  private(set) var origins: [String: ConfigOrigin] = [:]
  private(set) var faults: [ConfigFault] = []
  var warnings: [String] = []
  /// Of secrets that can change, by key.
  var sources: [String: any SecretSource] = [:]
  /// Of secrets that a vault keeps, by key.
  private(set) var references: [String: SecretReference] = [:]
  private let byKey: [String: SettingDeclaration]

  init(declarations: [SettingDeclaration]) {
    self.declarations = declarations
    byKey = Dictionary(declarations.map { ($0.key, $0) }) { first, _ in first }
  }

  func declaration(_ key: String) -> SettingDeclaration? { byKey[key] }

  func unknown(_ key: String) -> String {
    let nearest = NearestKey.nearest(to: key, among: declarations.map(\.key))
    return "\(key) is not a known key. " + (nearest.map { "Did you mean \($0)?" } ?? "“forum-lite config schema” lists them all.")
  }

  mutating func fault(_ place: String, _ message: String) { faults.append(ConfigFault(place: place, message: message)) }

  /// A value in the form of variables and flags.
  mutating func set(_ declaration: SettingDeclaration, text: String, from origin: ConfigOrigin) {
    guard let value = declaration.kind.parse(text) else {
      let got = declaration.isSecret ? "something else" : "“\(text)”"
      return fault(origin.description, "\(declaration.key): expected \(declaration.kind.expectation), got \(got).")
    }
    set(declaration, value, from: origin)
  }

  /// A value of the right kind, which may still be out of bounds.
  mutating func set(_ declaration: SettingDeclaration, _ value: SettingValue, from origin: ConfigOrigin) {
    if declaration.isSecret, case .text(let text) = value, SecretReference.isMeant(by: text) { return refer(declaration, text, from: origin) }
    references[declaration.key] = nil
    if let expected = expectation(declaration, value) {
      let got = declaration.isSecret ? "something else" : "“\(value)”"
      return fault(origin.description, "\(declaration.key): expected \(expected), got \(got).")
    }
    values[declaration.key] = value
    origins[declaration.key] = origin
    sources[declaration.key] = nil
  }

  /// A secret that is somewhere else: what it is there is read and looked at when the forum opens.
  private mutating func refer(_ declaration: SettingDeclaration, _ text: String, from origin: ConfigOrigin) {
    guard !declaration.key.hasPrefix("vault.") else {
      return fault(origin.description, "\(declaration.key): this opens the vault, and can't be in it.")
    }
    guard let reference = SecretReference(text) else {
      return fault(origin.description, "\(declaration.key): expected \(SecretReference.form), got something else.")
    }
    references[declaration.key] = reference
    values[declaration.key] = nil
    origins[declaration.key] = origin
    sources[declaration.key] = nil
  }

  /// What the value should have been, or nil when it is good.
  private func expectation(_ declaration: SettingDeclaration, _ value: SettingValue) -> String? {
    if case .text(let text) = value, !declaration.choices.isEmpty, !declaration.choices.contains(text) {
      return "one of " + declaration.choices.joined(separator: ", ")
    }
    if let range = declaration.range {
      let lowest = declaration.kind.value(of: range.lowerBound)
      let highest = declaration.kind.value(of: range.upperBound)
      switch value {
      case .integer(let number) where !range.contains(number): return "\(lowest) to \(highest)"
      case .size(let bytes) where !range.contains(bytes): return "\(lowest) to \(highest)"
      case .duration(let duration) where !range.contains(duration.milliseconds): return "\(lowest) to \(highest)"
      default: break
      }
    }
    return declaration.complaint(value)
  }
}

extension SettingKind {
  /// A bound of a range as a value, for messages.
  fileprivate func value(of bound: Int) -> SettingValue {
    switch self {
    case .duration: .duration(.milliseconds(bound))
    case .size: .size(bound)
    default: .integer(bound)
    }
  }
}
