import ForumWiring
import Foundation

/// Shows a configuration to people (YAML that can be read back) and to programs. Secrets are never shown.
public struct ConfigListing {
  private let config: ServerConfig

  public init(_ config: ServerConfig) { self.config = config }

  /// YAML; `showsOrigins` adds where each value came from as a comment.
  public func yaml(showsOrigins: Bool) -> String {
    var lines: [String] = []
    var open: [Substring] = []
    for declaration in Self.grouped(config.declarations) {
      let path = declaration.key.split(separator: ".")
      let shared = zip(open, path.dropLast()).prefix { $0 == $1 }.count
      for depth in shared..<path.count - 1 { lines.append(Self.indent(depth) + "\(path[depth]):") }
      open = Array(path.dropLast())
      let origin = showsOrigins ? "  # \(self.origin(declaration))" : ""
      if declaration.isSecret {
        lines.append(
          "\(Self.indent(open.count))# \(path[open.count]): \(secretState(declaration))" + (showsOrigins ? ", \(self.origin(declaration))" : ""))
      } else {
        lines.append("\(Self.indent(open.count))\(path[open.count]): \(Self.yaml(config.values[declaration]))\(origin)")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// One object: key → `{"value","origin"}`; a secret has `"secret":"set"` or `"not set"` in place of its value.
  public func json() throws -> String {
    let entries = config.declarations.map { declaration in
      let value = declaration.isSecret ? nil : config.values[declaration]
      let secret = declaration.isSecret ? secretState(declaration) : nil
      return (declaration.key, Entry(value: value.map(JSONValue.init), secret: secret, origin: origin(declaration).description))
    }
    return try JSONValue.text(of: Dictionary(entries) { first, _ in first })
  }

  private struct Entry: Encodable {
    let value: JSONValue?
    let secret: String?
    let origin: String
  }

  private func origin(_ declaration: SettingDeclaration) -> ConfigOrigin { config.origins[declaration.key] ?? .byDefault }

  private func secretState(_ declaration: SettingDeclaration) -> String {
    if let reference = config.references[declaration.key] { return "set, in the vault at \(reference)" }
    return config.values[declaration] == .text("") ? "not set" : "set"
  }

  private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }

  /// A section's keys side by side, sections in the order of their first key; keys without a section come first.
  private static func grouped(_ declarations: [SettingDeclaration]) -> [SettingDeclaration] {
    var sections: [String] = [""]
    var members: [String: [SettingDeclaration]] = [:]
    for declaration in declarations {
      let section = declaration.key.contains(".") ? String(declaration.key.prefix { $0 != "." }) : ""
      if !sections.contains(section) { sections.append(section) }
      members[section, default: []].append(declaration)
    }
    return sections.flatMap { section in
      let all = members[section] ?? []
      return all.filter { $0.key.count { $0 == "." } < 2 } + all.filter { $0.key.count { $0 == "." } >= 2 }
    }
  }

  private static func yaml(_ value: SettingValue) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .list(let items): "[" + items.map(quoted).joined(separator: ", ") + "]"
    default: value.description
    }
  }

  /// In quotes: no text can then be taken for a number, a truth value or a comment.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f: quoted += String(format: "\\x%02x", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
