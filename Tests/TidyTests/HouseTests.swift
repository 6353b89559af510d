import Testing

/// What the README, the scripts and the manifest tell about each other.
@Suite("House") struct HouseTests {
  /// Debian packages in the manifest that `scripts/setup` does not install.
  static func missingPackages(_ tree: SourceTree) -> [Finding] {
    guard let manifest = tree["Package.swift"], let setup = tree["scripts/setup"] else { return [missing("scripts/setup")] }
    return manifest.text.matches(of: /apt: "([^"]+)"/).filter { !setup.text.contains(" \($0.1) ") && !setup.text.contains("(\($0.1) ") }.map {
      Finding(path: "scripts/setup", line: 0, message: "does not install \($0.1), which Package.swift needs")
    }
  }

  /// Packages that the README's table of dependencies does not explain.
  static func unexplainedPackages(_ tree: SourceTree) -> [Finding] {
    guard let manifest = tree["Package.swift"], let readme = tree["README.md"] else { return [missing("README.md")] }
    let swift = manifest.text.matches(of: /\.package\(url: "https:\/\/github\.com\/[^\/"]+\/([^"]+)"/).map(\.1)
    let debian = manifest.text.matches(of: /apt: "([^"]+)"/).map(\.1)
    return (swift + debian).filter { !readme.text.contains("| \($0)") && !readme.text.contains("| `\($0)`") }.map {
      Finding(path: "README.md", line: 0, message: "says nowhere what \($0) is for")
    }
  }

  /// Folders of sources that no target has: code that nothing compiles.
  static func orphans(_ tree: SourceTree) -> [Finding] {
    guard let manifest = tree["Package.swift"] else { return [missing("Package.swift")] }
    let folders = Set(tree.swift(in: "Tests").compactMap { $0.path.split(separator: "/").dropFirst().first })
    return folders.sorted().filter { !manifest.text.contains("\"\($0)\"") && !manifest.text.contains("\"Tests/\($0)\"") }.map {
      Finding(path: "Tests/\($0)", line: 0, message: "is no target of Package.swift: nothing runs it")
    }
  }

  private static func missing(_ path: String) -> Finding { Finding(path: path, line: 0, message: "is not there") }

  @Test("the README begins with the two commands, and CI runs the second") func twoCommands() throws {
    let readme = try #require(SourceTree.project["README.md"])
    let start = readme.text.split(separator: "\n", omittingEmptySubsequences: false).prefix(30)
    #expect(start.contains { $0.contains("scripts/run") } && start.contains { $0.contains("scripts/test") })
    #expect(SourceTree.project[".ci/run"]?.text.contains("exec scripts/test") == true)
  }

  @Test("scripts/setup installs every Debian package of the manifest") func packagesAreInstalled() { expectNone(Self.missingPackages(.project)) }

  @Test("the README says what every dependency is for") func packagesAreExplained() { expectNone(Self.unexplainedPackages(.project)) }

  @Test("every folder of tests is a target") func testsAreRun() { expectNone(Self.orphans(.project)) }

  @Test("a package that is not installed and not explained is found, and tests without a target") func omissionsAreFound() {
    let manifest = """
      .package(url: "https://github.com/apple/swift-nio", exact: "2.0.0")
      library("CLMDB", apt: "liblmdb-dev")
      library("CZ", apt: "zlib1g-dev")
      """
    let tree = SourceTree(files: [
      SourceFile("Package.swift", manifest), SourceFile("scripts/setup", "packages=(liblmdb-dev g++)\n"),
      SourceFile("README.md", "| liblmdb-dev | cache |\n"), SourceFile("Tests/OddTests/A.swift", ""),
    ])
    #expect(Self.missingPackages(tree).count == 1)
    #expect(Self.unexplainedPackages(tree).count == 2)
    #expect(Self.orphans(tree).count == 1)
  }
}
