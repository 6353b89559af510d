import Testing

/// Who may know whom.
@Suite("Arrows") struct ArrowTests {
  /// Libraries that one room alone may import, wherever else a later line of the table would let them in.
  static let owners = [
    "GRDB": "SQLite", "GRDBSQLite": "SQLite", "CLMDB": "LMDBCache", "CSodium": "TokenCrypto", "CCmarkGFM": "TextRendering",
    "CTurboJPEG": "Images", "CPNG": "Images", "CWebP": "Images", "CGIF": "Images",
  ]

  static func strangers(_ tree: SourceTree) -> [Finding] {
    tree.swift(in: "Sources").flatMap { file -> [Finding] in
      guard let room = ImportTable.room(of: file) else {
        return [Finding(path: file.path, line: 0, message: "this folder has no line in ImportTable: say there what it may import")]
      }
      return file.imports.filter { !room.allowed.contains($0.text) }.map {
        Finding(path: file.path, line: $0.line, message: "\(room.folder) must not import \($0.text)")
      }
    }
  }

  /// Imports that build only because another target depends on the module.
  static func undeclared(_ tree: SourceTree) -> [Finding] {
    guard let manifest = tree["Package.swift"].map({ Manifest($0.tokens) }) else { return [] }
    return tree.swift.flatMap { file -> [Finding] in
      guard let target = manifest.target(of: file), let declared = manifest.dependencies[target] else { return [] }
      let known = declared.union(ImportTable.system).union(["CoreFoundation", "Testing"])
      return file.imports.filter { !known.contains($0.text) }.map {
        Finding(path: file.path, line: $0.line, message: "\(target) imports \($0.text), and Package.swift does not say so")
      }
    }
  }

  static func strayLibraries(_ tree: SourceTree) -> [Finding] {
    tree.swift.flatMap { file in
      file.imports.compactMap { library in
        guard let owner = owners[library.text], !file.isIn("Sources/Adapters/\(owner)"), !file.isIn("Tests/AdapterTests/\(owner)") else { return nil }
        return Finding(path: file.path, line: library.line, message: "\(library.text) belongs to Sources/Adapters/\(owner) alone")
      }
    }
  }

  /// In a module, `Domain/` comes before everything: it names nothing that `Application/` or `Ports/` declare.
  static func domainLooksOut(_ tree: SourceTree) -> [Finding] {
    ImportTable.modules.sorted().flatMap { module -> [Finding] in
      let folder = "Sources/Modules/\(module)"
      let outer = (tree.swift(in: folder + "/Application") + tree.swift(in: folder + "/Ports")).flatMap { file in
        file.declarations.filter { $0.depth == 0 && !$0.isFunction && $0.kind != "extension" }.map { (name: $0.name, path: file.path) }
      }
      let places = Dictionary(outer.map { ($0.name, $0.path) }) { first, _ in first }
      return tree.swift(in: folder + "/Domain").flatMap { file in
        file.tokens.compactMap { token in
          places[token.text].map { Finding(path: file.path, line: token.line, message: "the domain names \(token.text), which \($0) declares") }
        }
      }
    }
  }

  @Test("every folder imports only what its line in the table allows") func importsFollowTheTable() { expectNone(Self.strangers(.project)) }

  @Test("GRDB is imported by the SQLite adapter alone, and so is each library by its own") func librariesStayAtHome() {
    expectNone(Self.strayLibraries(.project))
  }

  @Test("every target imports only what Package.swift says that it depends on") func importsAreDeclared() {
    expectNone(Self.undeclared(.project))
    #expect(SourceTree.project["Package.swift"].map { Manifest($0.tokens).dependencies.count > 40 } == true)
  }

  @Test("an import that Package.swift does not declare is found") func undeclaredImportIsFound() {
    let manifest = """
      let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
      let package = Package(targets: [target("Forum", in: "Modules", ["ForumKernel", nio]), plugin("NATS", []), tests("ModuleTests", [])])
      """
    let tree = SourceTree(files: [
      SourceFile("Package.swift", manifest), SourceFile("Sources/Modules/Forum/Post.swift", "import ForumKernel\nimport NIOCore\nimport Auth\n"),
      SourceFile("Plugins/NATS/Client.swift", "import ForumWiring\nimport NIOCore\n"),
    ])
    expectFound(Self.undeclared(tree), on: 3, 2)
  }

  @Test("Domain folders name nothing from Application or Ports") func domainComesFirst() { expectNone(Self.domainLooksOut(.project)) }

  @Test("the table has no line for a folder that is not there") func tableIsCurrent() {
    let empty = ImportTable.rooms.filter { SourceTree.project.swift(in: $0.folder).isEmpty }
    #expect(empty.isEmpty, "\(empty.map(\.folder))")
  }

  @Test("a module that imports another one, or a technology, is found") func moduleArrowIsFound() {
    let source = "import ForumKernel\npublic import Auth\n@preconcurrency import GRDB\nimport struct Foundation.Data\n// import NIOCore\n"
    expectFound(Self.strangers(SourceTree("Sources/Modules/Forum/Domain/A.swift", source)), on: 2, 3)
  }

  @Test("an inbound that imports an adapter is found, and so is a folder without a line")
  func inboundArrowIsFound() {
    expectFound(Self.strangers(SourceTree("Sources/Inbound/WebUI/A.swift", "import SQLStore\n")), on: 1)
    expectFound(Self.strangers(SourceTree("Sources/Inbound/Telepathy/A.swift", "")), on: 0)
  }

  @Test("GRDB in a test of something else is found") func strayLibraryIsFound() {
    expectFound(Self.strayLibraries(SourceTree("Tests/JourneyTests/A.swift", "import Testing\nimport GRDB\n")), on: 2)
    expectNone(Self.strayLibraries(SourceTree("Sources/Adapters/SQLite/A.swift", "import GRDB\n")))
  }

  @Test("a domain that names a port is found, one that names a nested type is not") func domainArrowIsFound() {
    let port = "public protocol ForumStore {}\nstruct Reader {\n  enum State {}\n}\n"
    let domain = "/// ForumStore keeps it.\nstruct Post {\n  let state: State\n  let store: any ForumStore\n}\n"
    let tree = SourceTree(files: [
      SourceFile("Sources/Modules/Forum/Ports/ForumStore.swift", port), SourceFile("Sources/Modules/Forum/Domain/Post.swift", domain),
    ])
    expectFound(Self.domainLooksOut(tree), on: 4)
  }
}
