import Testing

/// Protocols are ports, and nothing only passes on.
@Suite("Ports") struct PortTests {
  /// Protocols outside a `Ports` folder, each with why it is one.
  static let otherProtocols = [
    "DomainEvent": "every event of every module, which the kernel stores without knowing it",
    "ThreadEvent": "the events of one aggregate share its subject",
    "UserEvent": "the events of one aggregate share its subject",
    "TransactionContext": "what a write closure gets besides its module's rows; each store's transaction is one",
    "ArchiveReader": "the formats of archives, which one import takes in turn",
    "SecretSource": "a file, a command, and whatever else keeps secrets; asked by adapters of every port",
    "AttributeSource": "where conditions find what they compare: somebody who acts, and a tenant seen from a server",
    "WallClock": "the system's clock and the one that tests set",
    "SQLDriver": "what SQLStore asks of an engine; one conformer an engine",
    "SQLConnection": "as SQLDriver",
    "SQLRow": "as SQLDriver",
    "RequestFields": "each request type reads itself from fields",
    "BodyFields": "tells requests in a body from those in a query",
    "QueryFields": "tells requests in a query from those in a body",
    "SocketTalk": "what talks over a WebSocket: the live session, and the echo for those who examine the protocol",
  ]

  static func strayProtocols(_ tree: SourceTree) -> [Finding] {
    (tree.swift(in: "Sources") + tree.swift(in: "Plugins")).filter { !$0.path.contains("/Ports/") }.flatMap { file in
      file.declarations.filter { $0.kind == "protocol" && otherProtocols[$0.name] == nil }.map {
        Finding(
          path: file.path, line: file.line(of: $0),
          message: "\($0.name) is no port: use the concrete type, or say in PortTests why it must be a protocol")
      }
    }
  }

  static func passThroughs(_ tree: SourceTree) -> [Finding] {
    tree.swift(in: "Sources").flatMap { file in
      let methods = file.declarations.filter { $0.kind == "func" && file.type(around: $0.tokens.lowerBound)?.depth == $0.depth - 1 }
      let owned = Dictionary(grouping: methods) { file.type(around: $0.tokens.lowerBound)?.name ?? "" }
      return owned.compactMap { type, methods -> Finding? in
        guard methods.allSatisfy({ Forwarding.isForwarding($0, in: file) }) else { return nil }
        let line = file.declarations.first { $0.name == type }.map { file.line(of: $0) } ?? 0
        return Finding(path: file.path, line: line, message: "\(type) only passes calls on: let callers have what it calls")
      }
    }
  }

  @Test("a protocol is a port, or is listed with its reason") func protocolsArePorts() { expectNone(Self.strayProtocols(.project)) }

  @Test("the list of other protocols names only protocols that are there") func listIsCurrent() {
    let declared = SourceTree.project.swift.flatMap(\.declarations).filter { $0.kind == "protocol" }.map(\.name)
    let stale = Set(Self.otherProtocols.keys).subtracting(declared)
    #expect(stale.isEmpty, "\(stale.sorted())")
  }

  @Test("no type only passes calls on") func nothingOnlyPassesOn() { expectNone(Self.passThroughs(.project)) }

  @Test("a protocol outside Ports is found") func strayProtocolIsFound() {
    let source = "struct A {}\n\npublic protocol PostServing: Sendable {\n}\n"
    expectFound(Self.strayProtocols(SourceTree("Sources/Modules/Forum/Application/A.swift", source)), on: 3)
    expectNone(Self.strayProtocols(SourceTree("Sources/Modules/Forum/Ports/A.swift", source)))
  }

  @Test("a type that only passes calls on is found; one that does something besides is not") func passThroughIsFound() {
    let forwarding = """
      struct PostService {
        let store: any ForumStore
        init(store: any ForumStore) { self.store = store }
        func post(_ id: PostID, in tenant: TenantID) async throws -> Post? {
          try await store.post(id, in: tenant)
        }
        func remove(_ id: PostID) async throws { try await store.remove(id) }
      }

      """
    expectFound(Self.passThroughs(SourceTree("Sources/A.swift", forwarding)), on: 1)
    let deciding = forwarding.replacing("try await store.remove(id) }", with: "try await store.remove(id)\n    count += 1\n  }")
    expectNone(Self.passThroughs(SourceTree("Sources/A.swift", deciding)))
    let adapting = forwarding.replacing("store.remove(id)", with: "store.delete(id)")
    expectNone(Self.passThroughs(SourceTree("Sources/A.swift", adapting)))
  }
}
