import Admin
import ForumKernel
import ForumRuntime
import HTTPAPI
import Logging
import Support
import Testing

@testable import GraphQLAPI

@Suite("Answers of GraphQL") struct ExecutorTests {
  private struct Thing: Sendable {}

  private static let thing = ObjectName<Thing>("Thing")

  private static func failing(_ name: String, _ type: TypeReference, _ resolved: @escaping @Sendable () throws -> Resolved) -> FieldDefinition {
    FieldDefinition(name: name, description: "", type: type, resolver: .loaded { _, _, _ in try resolved() })
  }

  private static let broken = AppError(.unavailable, "store_unreachable", "The store is away.")

  private static let schema = Schema(
    query: GraphObject(ObjectName<Nothing>("Query"), "")
      .object("must", thing) { _ in Thing() }
      .objectOrNull("may", thing) { _ in Thing() }
      .list("things", thing, size: .upTo(2)) { _ in [Thing(), Thing()] }
      .adding(failing("holes", .list(.named("Int"))) { .list([.leaf(.integer(1)), .null]) })
      .adding(failing("noHoles", .list(.nonNull(.named("Int")))) { .list([.leaf(.integer(1)), .null]) })
      .number("large") { _ in Int64(Int32.max) + 1 }
      .type,
    types: [
      GraphObject(thing, "")
        .text("name") { _ in "a" }
        .text("long") { _ in String(repeating: "a", count: 1 << 20) }
        .adding(failing("maybe", .named("String")) { throw broken })
        .adding(failing("surely", .nonNull(.named("String"))) { throw broken })
        .adding(failing("none", .nonNull(.named("String"))) { .null })
        .schemaType
    ])

  private func result(_ text: String, costMax: Int = 10_000) async throws -> GraphQLResult {
    var result: GraphQLResult?
    try await withForum { forum in
      let application = forum.application
      let services = GraphQLServices(
        auth: application.auth, forum: application.forum, notifications: application.notifications, search: application.index,
        clock: application.clock)
      let principal = try await application.admin.guest(of: application.defaultTenant.id, at: application.clock.now)
      let reads = ForumReads(
        schema: Self.schema, principal: principal, cursors: CursorSigner(key: Array(repeating: 1, count: 32)), services: services)
      let document = try Parser.parse(text)
      #expect(Validator.faults(of: document, Self.schema, introspects: true, depthMax: 15) == [])
      let inputs = try InputCoercion(document.operations[0], of: document, Self.schema, given: [])
      var executor = Executor(document.operations[0], of: document, inputs, reads, costMax: costMax, logger: .silent)
      result = try await executor.run()
    }
    return try #require(result)
  }

  @Test("a field that fails is null, with where and why; what must not be null takes the nearest thing with it that may be")
  func nulls() async throws {
    let far = try await result("{ must { name maybe } may { name surely } things { name } }")
    #expect(
      far.data == [
        "must": ["name": "a", "maybe": .null], "may": .null, "things": [["name": "a"], ["name": "a"]],
      ])
    #expect(far.errors.map(\.path) == [[.key("must"), .key("maybe")], [.key("may"), .key("surely")]])
    #expect(
      far.errors[0].code == .unavailable && far.errors[0].reason == "store_unreachable" && far.errors[0].places == [SourcePlace(line: 1, column: 15)])
    #expect(try await result("{ must { surely } may { name } }").data == .null)
    let missing = try await result("{ things { none } }")
    #expect(
      missing.data == .null && missing.errors.map(\.path) == [[.key("things"), .index(0), .key("none")]] && missing.errors[0].code == .internal)
  }

  @Test("lists keep their holes where they may, and are null where they may not")
  func lists() async throws {
    let answer = try await result("{ holes noHoles }")
    #expect(answer.data == ["holes": [1, .null], "noHoles": .null] && answer.errors.count == 1)
    #expect(answer.errors[0].path == [.key("noHoles"), .index(1)])
  }

  @Test("a number that is too large for the language is an error, not another number")
  func largeNumbers() async throws { #expect(try await result("{ large }").errors.map(\.code) == [.internal]) }

  @Test("an answer that is larger than there is room for is an error, and nothing else")
  func largeAnswers() async throws {
    let aliases = (0..<8).map { "a\($0): long " }.joined()
    let fewer = (0..<7).map { "a\($0): long " }.joined()
    #expect(try await result("{ must { \(fewer) } }").errors.isEmpty)
    let answer = try await result("{ may { name } must { \(aliases) z: name } }")
    #expect(answer.data == .null && answer.errors.map(\.code) == [.tooCostly])
  }

  @Test("the store is asked no more often than the limit of cost allows, however long a list is")
  func loads() async throws {
    let answer = try await result("{ must { a: maybe b: maybe c: maybe } }", costMax: 20)
    #expect(answer.errors.map(\.code) == [.unavailable, .unavailable, .tooCostly])
  }

  @Test("fields come in the order of the document, merged by their keys, without what is skipped; aliases and fragments take part")
  func order() async throws {
    let answer = try await result(
      """
      query ($never: Boolean = false) {
        b: may { name } must { ...F } may @skip(if: true) { name } ... on Query @include(if: $never) { things { name } }
        must { again: name } b: may { __typename }
      }
      fragment F on Thing { ... { name } }
      """)
    #expect(answer.data == ["b": ["name": "a", "__typename": "Thing"], "must": ["name": "a", "again": "a"]] && answer.errors.isEmpty)
  }
}
