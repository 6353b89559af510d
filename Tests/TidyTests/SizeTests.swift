import Testing

/// Rooms small enough to take in at a glance.
@Suite("Sizes") struct SizeTests {
  static let fileLinesMax = 400
  static let fileLinesComfortable = 250
  static let functionLinesMax = 70
  /// Of the project as a whole: most files are one concept.
  static let medianFileLinesMax = 120

  static func longFiles(_ tree: SourceTree, over limit: Int = fileLinesMax) -> [Finding] {
    tree.swift.filter { $0.lineCount > limit }.map {
      Finding(path: $0.path, line: 0, message: "\($0.lineCount) lines are more than \(limit): it holds two concepts")
    }
  }

  static func longFunctions(_ tree: SourceTree) -> [Finding] {
    tree.swift.flatMap { file in
      file.declarations.filter { $0.isFunction && file.lineCount(of: $0) > functionLinesMax }.map { function in
        Finding(
          path: file.path, line: file.line(of: function),
          message: "\(function.name) has \(file.lineCount(of: function)) lines, more than \(functionLinesMax): give a part of it a name")
      }
    }
  }

  @Test("no file is longer than 400 lines") func filesAreShort() {
    expectNone(Self.longFiles(.project))
    for finding in Self.longFiles(.project, over: Self.fileLinesComfortable) { Issue.record("\(finding)", severity: .warning) }
  }

  @Test("half of all files are no longer than 120 lines") func mostFilesAreShort() {
    let counts = SourceTree.project.swift.map(\.lineCount).sorted()
    #expect(counts.count > 50 && counts[counts.count / 2] <= Self.medianFileLinesMax)
  }

  @Test("no function is longer than 70 lines") func functionsAreShort() { expectNone(Self.longFunctions(.project)) }

  @Test("a file of 401 lines is found, one of 400 is not") func longFileIsFound() {
    expectFound(Self.longFiles(SourceTree("Sources/A.swift", String(repeating: "\n", count: 401))), on: 0)
    expectNone(Self.longFiles(SourceTree("Sources/A.swift", String(repeating: "\n", count: 400))))
  }

  @Test("a function of 71 lines is found behind braces in texts and closures in arguments") func longFunctionIsFound() {
    func source(_ lines: Int) -> String {
      "struct A {\n  func b(c: () -> Void = { }) -> String {\n" + String(repeating: "    print(\"}\")\n", count: lines - 2) + "  }\n  init() {}\n}\n"
    }
    expectFound(Self.longFunctions(SourceTree("Sources/A.swift", source(71))), on: 2)
    expectNone(Self.longFunctions(SourceTree("Sources/A.swift", source(70))))
  }
}
