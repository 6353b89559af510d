import HTTPAPI
import Testing

@testable import GraphQLAPI

@Suite("Documents of GraphQL that want to cost much") struct BombTests {
  private func refusal(_ text: String, _ variables: [JSONMember] = []) throws -> GraphQLError.Code? {
    let schema = ForumGraph.schema
    let document: Document
    do { document = try Parser.parse(text) } catch { return (error as GraphQLError).code }
    if let fault = Validator.faults(of: document, schema, introspects: true, depthMax: 15).first { return fault.code }
    let operation = document.operations[0]
    do {
      let inputs = try InputCoercion(operation, of: document, schema, given: variables)
      _ = try DocumentCost(operation, of: document, schema, inputs, pageMax: 100).require(max: 10_000)
      return nil
    } catch {
      return (error as RequestRefused).errors.first?.code
    }
  }

  /// Twenty fragments, each of which spreads the next one twice, at two fields.
  private var fragmentBomb: String {
    "{ threads { nodes { ...F0 } } } "
      + (0..<12).map {
        "fragment F\($0) on Thread { a: category { id ...C\($0) } b: category { id ...C\($0) } } fragment C\($0) on Category { threads { nodes { ...F\($0 + 1) } } } "
      }
      .joined() + "fragment F12 on Thread { id }"
  }

  private static let pages = "{ threads(first: 100) { nodes { posts(first: 100) { nodes { comments(first: 100) { nodes { body } } } } } } }"
  private static let circles =
    "{ __schema { types { " + String(repeating: "fields { type { ", count: 6) + "name" + String(repeating: " } }", count: 6) + " } } }"
  private static let aliases = "{" + (0..<1200).map { "a\($0): thread(id: 1) { id }" }.joined(separator: " ") + "}"

  @Test("pages in pages, aliases, fragments and circles of introspection are refused before anything is read, at once")
  func bombs() throws {
    let began = ContinuousClock.now
    #expect(try refusal(Self.pages) == .tooCostly)
    #expect(try refusal(Self.circles) == .tooCostly)
    #expect(try refusal(Self.aliases) == .tooLarge || refusal(Self.aliases) == .tooCostly)
    #expect(try refusal(fragmentBomb) == .tooDeep)
    #expect(ContinuousClock.now - began < .seconds(2))
  }

  @Test("hundreds of fields with one key are compared in no time")
  func sameKeys() throws {
    let text =
      "{ thread(id: 1) {" + (0..<1000).map { _ in "title " }.joined() + "} " + (0..<300).map { _ in "thread(id: 1) { author { id } }" }.joined() + "}"
    let began = ContinuousClock.now
    #expect(try refusal(text) == nil)
    #expect(ContinuousClock.now - began < .seconds(1))
  }

  @Test("a page counts as often as it can be long, by literals, variables and defaults; what is skipped counts nothing")
  func pagesCount() throws {
    func cost(_ text: String, _ variables: [JSONMember] = []) throws -> Int {
      let document = try Parser.parse(text)
      let inputs = try InputCoercion(document.operations[0], of: document, ForumGraph.schema, given: variables)
      return DocumentCost(document.operations[0], of: document, ForumGraph.schema, inputs, pageMax: 100).total
    }
    #expect(try cost("{ threads(first: 20) { nodes { id title } pageInfo { endCursor } } }") == 10 + 1 + 20 * 2 + 2)
    #expect(try cost("query ($n: Int!) { threads(first: $n) { nodes { id } } }", [.init(name: "n", value: 7)]) == 10 + 1 + 7)
    #expect(try cost("query ($n: Int = 9) { threads(first: $n) { nodes { id } } }") == 10 + 1 + 9)
    #expect(try cost("{ threads { nodes { id } } }") == 10 + 1 + 30)
    #expect(try cost("{ threads(first: 5) { edges { node { author { id } } } } }") == 10 + 1 + 5 * (1 + 2))
    #expect(try cost("{ me @skip(if: true) { id } tags(first: 4) { tag } }") == 10 + 4)
  }

  @Test("a page of none, or of more than there may be, is refused before execution")
  func pageBounds() throws {
    for first in ["0", "-1", "101"] { #expect(try refusal("{ threads(first: \(first)) { nodes { id } } }") == .input) }
  }

  @Test("what tools ask of a schema is within the bounds")
  func tools() throws { #expect(try refusal(toolQuery) == nil) }
}

/// As GraphiQL and code generators ask.
let toolQuery = """
  query IntrospectionQuery { __schema { description queryType { name } mutationType { name } subscriptionType { name } types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
  fragment FullType on __Type { kind name description specifiedByURL
    fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
    inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
  fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
  fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }
  """
