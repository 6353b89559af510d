import Testing

@Suite("The page of attacks") struct AttackTests {
  static let page = "Sources/ForumRuntime/Documentation.docc/Attacks.md"

  /// Sentences of the page that are no test's name, and scripts that are not there.
  static func unshown(_ tree: SourceTree) -> [Finding] {
    guard let page = tree[page] else { return [Finding(path: page, line: 0, message: "is not there")] }
    let tests = tree.swift(in: "Tests").map(\.text).joined()
    return page.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
      let sentences = line.matches(of: /“([^”]+)”/).map(\.1).filter { !tests.contains("\"\($0)\"") && !tests.contains("`\($0)`") }
      let scripts = line.matches(of: /`(scripts\/[^`]+)`/).map(\.1).filter { tree[String($0)] == nil }
      return (sentences + scripts).map { Finding(path: page.path, line: number + 1, message: "nothing tries “\($0)”") }
    }
  }

  @Test("each attack is tried by a test or a script that is there") func attacksAreTried() { expectNone(Self.unshown(.project)) }

  @Test("an attack that nothing tries is found") func untriedIsFound() {
    let tests = SourceFile("Tests/A.swift", "@Test(\"a forged token is refused\") func a() {}\n@Test func `nobody gets in`() {}\n")
    let page = SourceFile(Self.page, "| x | y | “a forged token is refused”, “nobody gets in”, `scripts/a` |\n| x | y | “gone”, `scripts/b` |\n")
    #expect(Self.unshown(SourceTree(files: [tests, page, SourceFile("scripts/a", "")])).map(\.line) == [2, 2])
  }
}
