/// What `Package.swift` says that each target depends on.
struct Manifest {
  /// Ways to write a target there: SwiftPM's, and the file's own shorthands.
  private static let kinds: Set<String> = ["target", "plugin", "tests", "testTarget", "executableTarget"]

  /// Names of modules, as they are imported, by the target that may import them.
  private(set) var dependencies: [String: Set<String>] = [:]

  init(_ tokens: [Token]) {
    var products: [String: String] = [:]
    for index in tokens.indices {
      if tokens[index].text == "let", let name = tokens[index...].first(where: { $0.said != nil })?.said, index + 1 < tokens.count {
        products[tokens[index + 1].text] = String(name)
      }
      guard Self.kinds.contains(tokens[index].text), index + 1 < tokens.count, tokens[index + 1].text == "(" else { continue }
      let call = Self.call(tokens[(index + 1)...])
      guard let name = call.first(where: { $0.said != nil })?.said.map(String.init) else { continue }
      let named = call.compactMap { $0.said.map { String($0.replacing("-", with: "_")) } ?? products[$0.text] }
      // Every plug-in has these two, by the shorthand.
      dependencies[name] = Set(named).union(tokens[index].text == "plugin" ? ["ForumKernel", "ForumWiring"] : [])
    }
  }

  /// The target whose folder the file is in: the first folder of a target's name.
  func target(of file: SourceFile) -> String? { file.path.split(separator: "/").map(String.init).first { dependencies[$0] != nil } }

  /// From an opening parenthesis to its end.
  private static func call(_ tokens: ArraySlice<Token>) -> ArraySlice<Token> {
    var depth = 0
    let end = tokens.firstIndex { token in
      depth += token.text == "(" ? 1 : token.text == ")" ? -1 : 0
      return depth == 0
    }
    return tokens[..<(end ?? tokens.endIndex)]
  }
}
