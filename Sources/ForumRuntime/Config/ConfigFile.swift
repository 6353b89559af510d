import ForumWiring
import Foundation
import Yams

/// The YAML file of a configuration. Its key `include` names another one, relative to it, whose values it overrides.
struct ConfigFile {
  /// A hand-written file is far smaller; more is the wrong file.
  static let bytesMax = 1 << 20
  /// Files that include one another; more is hard to follow.
  static let depthMax = 4
  static let includeKey = "include"

  private let path: String
  /// The files that led here by their includes, and this one.
  private let chain: [String]
  /// Keys that this file has set so far.
  private var ownKeys: Set<String> = []

  /// Puts every value of the file and of those that it includes into `layers`, and every fault with its line.
  static func read(_ path: String, into layers: inout ConfigLayers) {
    var file = ConfigFile(path, includedBy: [])
    file.read(into: &layers)
  }

  private init(_ path: String, includedBy chain: [String]) {
    self.path = path
    self.chain = chain + [URL(filePath: path).resolvingSymlinksInPath().path]
  }

  private mutating func read(into layers: inout ConfigLayers) {
    guard let data = FileManager.default.contents(atPath: path) else { return layers.fault(path, "The configuration file can't be read.") }
    guard data.count <= Self.bytesMax, let text = String(validating: data, as: UTF8.self) else {
      return layers.fault(path, "A configuration file is UTF-8 text of at most \(SettingValue.size(Self.bytesMax)).")
    }
    do {
      guard let root = try Yams.compose(yaml: text), !root.isNull else { return }
      guard case .mapping(let mapping) = root else { return layers.fault(place(root), "A configuration file is a mapping of keys to values.") }
      include(mapping, into: &layers)
      read(mapping, under: nil, into: &layers)
    } catch let error as YamlError {
      layers.fault(Self.line(of: error).map { "\(path):\($0)" } ?? path, "This is not YAML: \(Self.problem(of: error)).")
    } catch {
      layers.fault(path, "This is not YAML: \(error).")
    }
  }

  /// First, so that what this file says wins.
  private func include(_ mapping: Node.Mapping, into layers: inout ConfigLayers) {
    guard let (keyNode, value) = mapping.first(where: { $0.key.scalar?.string == Self.includeKey }) else { return }
    guard value.tagName == .str, let name = value.scalar?.string, !name.isEmpty else {
      return layers.fault(place(keyNode), "include: expected the path of a file, got \(value.kindName).")
    }
    let folder = URL(filePath: path).deletingLastPathComponent()
    var file = ConfigFile(name.hasPrefix("/") ? name : folder.appending(path: name).relativePath, includedBy: chain)
    guard !chain.contains(file.chain.last ?? "") else { return layers.fault(place(keyNode), "include: \(name) leads back to itself.") }
    guard file.chain.count <= Self.depthMax else {
      return layers.fault(place(keyNode), "include: more than \(Self.depthMax) files include one another.")
    }
    file.read(into: &layers)
  }

  private mutating func read(_ mapping: Node.Mapping, under prefix: String?, into layers: inout ConfigLayers) {
    for (keyNode, value) in mapping where prefix != nil || keyNode.scalar?.string != Self.includeKey {
      guard let name = keyNode.scalar?.string else {
        layers.fault(place(keyNode), "A key is a plain word.")
        continue
      }
      let key = prefix.map { "\($0).\(name)" } ?? name
      let isSection = layers.declarations.contains { $0.key.hasPrefix(key + ".") }
      if let declaration = layers.declaration(key) {
        set(declaration, value, at: keyNode, in: &layers)
      } else if isSection {
        if case .mapping(let inner) = value {
          read(inner, under: key, into: &layers)
        } else if !value.isNull {
          layers.fault(place(keyNode), "\(key) is a section: expected keys under it, got \(value.kindName).")
        }
      } else {
        layers.fault(place(keyNode), layers.unknown(key))
      }
    }
  }

  private mutating func set(_ declaration: SettingDeclaration, _ node: Node, at keyNode: Node, in layers: inout ConfigLayers) {
    let origin = ConfigOrigin.file(path: path, line: keyNode.mark?.line ?? 1)
    if let earlier = layers.origins[declaration.key], !ownKeys.insert(declaration.key).inserted {
      return layers.fault(place(keyNode), "\(declaration.key) is set already, at \(earlier).")
    }
    ownKeys.insert(declaration.key)
    guard let value = declaration.kind.value(of: node) else {
      let got = declaration.isSecret ? node.kindName : node.scalar.map { "\(node.kindName) “\($0.string)”" } ?? node.kindName
      return layers.fault(place(keyNode), "\(declaration.key): expected \(declaration.kind.expectation), got \(got).")
    }
    layers.set(declaration, value, from: origin)
  }

  private func place(_ node: Node) -> String { "\(path):\(node.mark?.line ?? 1)" }

  private static func line(of error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: nil
    }
  }

  private static func problem(of error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _), .reader(let problem, _, _, _): problem
    case .duplicatedKeysInMapping(let duplicates, _): "the key \(duplicates.joined(separator: ", ")) is there twice"
    default: "\(error)"
    }
  }
}

extension SettingKind {
  /// The value of a node, which must have this kind's YAML type.
  fileprivate func value(of node: Node) -> SettingValue? {
    switch (self, node.tagName) {
    case (.integer, .int): node.int.map(SettingValue.integer)
    case (.boolean, .bool): node.bool.map(SettingValue.boolean)
    case (.text, .str), (.duration, .str), (.size, .str): node.scalar.flatMap { parse($0.string) }
    case (.list, .seq):
      node.sequence.flatMap { items in
        let texts = items.compactMap { $0.tagName == .str ? $0.scalar?.string : nil }
        return texts.count == items.count ? .list(texts) : nil
      }
    default: nil
    }
  }
}

extension Node {
  fileprivate var tagName: Tag.Name { Tag.Name(rawValue: tag.description) }

  fileprivate var isNull: Bool { tagName == .null }

  fileprivate var kindName: String {
    switch tagName {
    case .null: "nothing"
    case .int: "the whole number"
    case .float: "the number"
    case .bool: "the truth value"
    case .seq: "a list"
    case .map: "a mapping"
    default: "the text"
    }
  }
}
