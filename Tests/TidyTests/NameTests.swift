import Testing

/// Names that say what is in the file; nothing left for later.
@Suite("Names") struct NameTests {
  /// Drawers: whatever goes in is not found again.
  static let drawers = ["Utils", "Utilities", "Helper", "Helpers", "Manager", "Extensions", "Common", "Misc"]

  static let postponing: Set = ["TODO", "FIXME", "XXX", "HACK"]

  static func drawerNames(_ tree: SourceTree) -> [Finding] {
    tree.swift.compactMap { file in
      let stem = file.name.dropLast(".swift".count)
      if stem.contains("+") { return Finding(path: file.path, line: 0, message: "put an extension where it is used, or name its concept") }
      guard let drawer = drawers.first(where: { stem.hasSuffix($0) }) else { return nil }
      return Finding(path: file.path, line: 0, message: "a file called \(drawer) is a drawer: name the concept")
    }
  }

  static func postponements(_ tree: SourceTree) -> [Finding] {
    tree.swift.flatMap { file in
      file.comments.compactMap { comment in
        guard let word = comment.text.split(whereSeparator: { !$0.isLetter }).first(where: { postponing.contains(String($0)) }) else { return nil }
        return Finding(path: file.path, line: comment.line, message: "\(word) postpones work: do it, or leave it out")
      }
    }
  }

  @Test("no file is a drawer") func filesAreNamedAfterConcepts() { expectNone(Self.drawerNames(.project)) }

  @Test("nothing is postponed in a comment") func nothingIsPostponed() { expectNone(Self.postponements(.project)) }

  @Test("drawers are found", arguments: ["PostUtils", "StringHelper", "SessionManager", "String+ext", "CoreExtensions"])
  func drawerIsFound(name: String) { expectFound(Self.drawerNames(SourceTree("Sources/\(name).swift", "")), on: 0) }

  @Test("a postponement is found in comments, not in texts") func postponementIsFound() {
    expectFound(Self.postponements(SourceTree("Sources/A.swift", "let a = \"TODO\"\n/* later\n FIXME */\nlet b = 1 // TODO: more\n")), on: 2, 4)
  }
}
