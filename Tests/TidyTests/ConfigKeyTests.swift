import Testing

/// A key of the configuration does something.
@Suite("Config keys") struct ConfigKeyTests {
  /// A setting where it is declared: `let bodyMax = Setting("http.body_max", …)`.
  struct Key {
    let key: Substring
    let property: String
    let section: String
    let path: String
    let line: Int
  }

  static func keys(_ files: [SourceFile]) -> [Key] {
    files.flatMap { file in
      file.tokens.indices.compactMap { index -> Key? in
        guard file.tokens[index].text == "Setting", index >= 3, file.tokens[index - 1].text == "=", file.tokens[index - 3].text == "let",
          let key = file.tokens[index...].prefix(6).lazy.compactMap(\.said).first
        else { return nil }
        let property = file.tokens[index - 2]
        return Key(key: key, property: property.text, section: file.type(around: index)?.name ?? "", path: file.path, line: property.line)
      }
    }
  }

  static func unused(_ tree: SourceTree) -> [Finding] {
    let files = tree.swift(in: "Sources")
    let read = Set(files.flatMap { reads($0) })
    let accessors = Dictionary(files.flatMap { sections($0) }) { first, _ in first }
    return keys(files).filter { key in
      !["settings", "\(key.section)()", accessors[key.section] ?? "-"].contains { read.contains("\($0).\(key.property)") }
    }.map { Finding(path: $0.path, line: $0.line, message: "nothing reads \($0.key): make it do something, or take it out") }
  }

  /// `http.bodyMax`, `settings.queueMax`, `CacheSettings().capacity`, …
  private static func reads(_ file: SourceFile) -> [String] {
    let texts = file.tokens.map(\.text)
    return texts.indices.dropFirst(3).filter { texts[$0 - 1] == "." }.map { index in
      texts[index - 2] == ")" ? "\(index >= 4 ? texts[index - 4] : "")().\(texts[index])" : "\(texts[index - 2]).\(texts[index])"
    }
  }

  /// `var http: SettingSection<HTTPSettings>`: what the configuration calls its sections, by type.
  private static func sections(_ file: SourceFile) -> [(String, String)] {
    let texts = file.tokens.map(\.text)
    return texts.indices.filter { texts[$0] == "SettingSection" && $0 >= 3 && texts[$0 - 1] == ":" && texts[$0 - 3] == "var" && $0 + 2 < texts.count }
      .map { (texts[$0 + 2], texts[$0 - 2]) }
  }

  @Test("every key is read somewhere") func everyKeyIsRead() { expectNone(Self.unused(.project)) }

  @Test("the rule sees the keys") func keysAreSeen() {
    let keys = Self.keys(SourceTree.project.swift(in: "Sources")).map(\.key)
    #expect(keys.contains("listen") && keys.contains("http.body_max") && keys.count > 20)
  }

  @Test("a key that nothing reads is found") func unusedKeyIsFound() {
    let source = """
      public struct LogSettings: Sendable {
        public let level = Setting("log.level", default: "info", "")
        public let format = Setting(
          "log.format", default: "text", "")
      }
      extension ServerConfig { public var log: SettingSection<LogSettings> { section(LogSettings()) } }
      func start(config: ServerConfig) { use(config.log.level); other.format() }

      """
    expectFound(Self.unused(SourceTree("Sources/A.swift", source)), on: 3)
  }
}
