import Testing

@testable import GraphQLAPI

@Suite("Documents of GraphQL") struct ParserTests {
  @Test("operations, variables, fragments, directives and values of every kind are read")
  func everything() throws {
    let document = try Parser.parse(
      """
      query Q($a: [ID!]! = ["x"], $b: Int = 3) @d(x: 1) {
        alias: field(a: $a, b: [1, 2.5], c: {d: null, e: WORD}, f: true, g: "s") @skip(if: false) { id ...F ... on T @include(if: true) { x } ... { y } }
      }
      fragment F on T @d { z }
      """)
    let query = try #require(document.operations.first)
    #expect(query.name?.text == "Q" && query.variables.map(\.type.reference.description) == ["[ID!]!", "Int"] && query.directives.count == 1)
    guard case .field(let field)? = query.selections.selections.first else { return #expect(Bool(false)) }
    #expect(field.responseName == "alias" && field.name.text == "field" && field.arguments.map(\.name.text) == ["a", "b", "c", "f", "g"])
    #expect(field.selections?.selections.count == 4 && document.fragments.first?.typeName.text == "T")
  }

  @Test("words of the language are names of fields, too")
  func keywords() throws {
    let document = try Parser.parse("{ query mutation fragment on: on true null type }")
    #expect(document.operations[0].selections.selections.count == 7)
  }

  @Test(
    "what is no document is refused with what was expected where",
    arguments: [
      ("", "an operation"), ("{", "a name"), ("{}", "a name"), ("{ a(", "a name"), ("{ a() }", "a name"), ("query ($a) { a }", "“:”"),
      ("fragment on on T { a }", "the name of a fragment"), ("{ ... on }", "a name"), ("type T { a: Int }", "an operation"),
      ("{ a(b: ) }", "a value"),
      ("query ($a: Int = $b) { a }", "a value without variables"), ("{ a } }", "an operation"), ("query Q() { a }", "“$”"), ("{ a @ }", "a name"),
    ])
  func refused(text: String, expected: String) {
    let error = #expect(throws: GraphQLError.self) { try Parser.parse(text) }
    #expect(error?.message.contains("Expected \(expected)") == true, "\(error?.message ?? "")")
  }

  @Test("nesting, tokens, bytes, fragments and operations have bounds, and reading stops at them")
  func bounds() {
    let brackets = String(repeating: "[", count: 100_000)
    let bombs = [
      String(repeating: "{a", count: 20_000), "{a(b:\(brackets.prefix(30_000)))}", "query($a:\(brackets.prefix(30_000))Int){a}",
      "{" + String(repeating: "a ", count: 6_000) + "}", "{a(b:\"\(String(repeating: "x", count: 70_000))\")}",
      (0..<101).map { "fragment f\($0) on Query { a } " }.joined(), (0..<51).map { "query f\($0) { a } " }.joined(),
    ]
    for bomb in bombs {
      let error = #expect(throws: GraphQLError.self) { try Parser.parse(bomb) }
      #expect(error?.code == .tooLarge, "\(bomb.prefix(40))")
    }
  }
}
