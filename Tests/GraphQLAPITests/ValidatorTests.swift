import Testing

@testable import GraphQLAPI

@Suite("What a document of GraphQL must be") struct ValidatorTests {
  private func faults(_ text: String, introspects: Bool = true, depthMax: Int = 15) throws -> [GraphQLError] {
    Validator.faults(of: try Parser.parse(text), ForumGraph.schema, introspects: introspects, depthMax: depthMax)
  }

  @Test(
    "each broken rule is told",
    arguments: [
      ("{ titel }", "There is no field “titel” on the type “Query”."),
      ("{ thread(id: 1) { titel } }", "Did you mean “title”?"),
      ("{ thread(id: 1) }", "say which of its fields you want"),
      ("{ thread(id: 1) { title { x } } }", "which has no fields"),
      ("{ thread { title } }", "The argument “id” of the field “Query.thread” is missing"),
      ("{ thread(id: 1, ix: 2) { title } }", "There is no argument “ix”"),
      ("{ thread(id: 1, id: 2) { title } }", "The argument “id” is there twice"),
      ("{ thread(id: 1.5) { title } }", "This must be ID!"),
      ("{ thread(id: null) { title } }", "which null is not"),
      ("{ thread(id: [1]) { title } }", "which a list is not"),
      ("{ thread(id: {a: 1, a: 2}) { title } }", "The field “a” is there twice"),
      ("{ threads(sort: \"ACTIVITY\") { nodes { id } } }", "without quotes"),
      ("{ threads(sort: ACTIVTY) { nodes { id } } }", "Did you mean “ACTIVITY”?"),
      ("{ threads(first: 3000000000) { nodes { id } } }", "It has 32 bits"),
      ("{ threads(since: \"yesterday\") { nodes { id } } }", "This must be DateTime"),
      ("{ me { id } } { me { id } }", "An operation without a name must be the only one"),
      ("query A { me { id } } query A { me { id } }", "more than one operation named “A”"),
      ("mutation { me { id } }", "it has no mutations"), ("subscription { me { id } }", "it has no subscriptions"),
      ("{ ...F }", "There is no fragment “F”"), ("{ me { id } } fragment F on Me { id }", "is not used"),
      ("{ ...F } fragment F on Query { ...F }", "spreads itself"),
      ("{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }", "spreads itself"),
      ("{ ...F ...F } fragment F on Query { tags { tag } } fragment F on Query { tags { tag } }", "more than one fragment named"),
      ("{ ...F } fragment F on Nothing { id }", "There is no type “Nothing”"), ("{ ... on ID { id } }", "which “ID” is not"),
      ("{ ... on Thread { id } }", "is never a “Thread”"),
      ("{ me @skipp(if: true) { id } }", "There is no directive “@skipp”. Did you mean “skip”?"),
      ("query @skip(if: true) { me { id } }", "may not stand here"), ("{ me @skip { id } }", "The argument “if” of “@skip” is missing"),
      ("{ me @skip(if: true) @skip(if: true) { id } }", "stands here twice"),
      ("query ($a: ID!, $a: ID!) { thread(id: $a) { id } }", "defined twice"),
      ("query ($a: Thread) { thread(id: $a) { id } }", "which is only answered"),
      ("query ($a: Idd!) { thread(id: $a) { id } }", "There is no type “Idd”"),
      ("{ thread(id: $a) { id } }", "is not defined by the operation"), ("query ($a: ID) { me { id } }", "The variable “$a” is not used"),
      ("query ($a: ID) { thread(id: $a) { id } }", "and ID! is wanted here"),
      ("query ($a: [ID!]!) { thread(id: $a) { id } }", "and ID! is wanted here"),
      ("query ($a: Int = \"x\") { threads(first: $a) { nodes { id } } }", "This must be Int"),
      ("query A { ...F } query B($x: ID!) { ...F } fragment F on Query { thread(id: $x) { id } }", "is not defined by the operation “A”"),
      ("{ a: me { id } a: tags { tag } }", "can't be one"), ("{ thread(id: 1) { id } thread(id: 2) { id } }", "their arguments differ"),
      ("{ thread(id: 1) { a: title ...F } } fragment F on Thread { a: slug }", "they are the fields “title” and “slug”"),
      ("{ search(q: \"\") { nodes { content { ... on Post { x: position } ... on Comment { x: body } } } } }", "they are Int! and String!"),
    ])
  func broken(text: String, sentence: String) throws {
    let faults = try faults(text)
    #expect(faults.contains { $0.message.contains(sentence) && !$0.places.isEmpty }, "\(faults.map(\.message))")
  }

  @Test(
    "what is right is taken",
    arguments: [
      "{ __typename me { __typename id } }", "query ($n: Int = 3) { threads(first: $n) { nodes { id } } }",
      "query ($n: ThreadSort = CREATED) { threads(sort: $n) { nodes { id } } }", "query ($n: Boolean) { notifications(unread: $n) { nodes { id } } }",
      "{ thread(id: 1) { id } thread(id: 1) { title } }", "{ a: thread(id: 1) { id } thread(id: 2) { id } }",
      "{ search(q: \"\") { nodes { content { ... on Post { x: body } ... on Comment { x: bodyHtml } __typename } } } }",
      "{ threads { ...C } } fragment C on ThreadConnection { nodes { ...T } } fragment T on Thread { title category { threads { pageInfo { endCursor } } } }",
      "query A($x: ID!) { ...F } query B($x: ID!) { ...F } fragment F on Query { thread(id: $x) { id } }",
      "{ __schema { types { name } } __type(name: \"Post\") { fields { name } } }",
    ])
  func right(text: String) throws { #expect(try faults(text).map(\.message) == []) }

  @Test("all faults come at once, and no more than fifty")
  func allAtOnce() throws {
    #expect(try faults("query ($a: Nope) { x y thread { z } }").count == 6)
    #expect(try faults("{" + (0..<500).map { "x\($0) " }.joined() + "}").count == GraphQLLimits.errorsMax)
  }

  @Test("where the schema is not told, neither is it asked for, and names of types are")
  func closed() throws {
    #expect(try faults("{ __schema { types { name } } }", introspects: false).map(\.message) == ["This server does not tell its schema."])
    #expect(try faults("{ __typename }", introspects: false).isEmpty)
  }

  @Test("a document that asks too deep is refused, also over fragments")
  func depth() throws {
    let text =
      "{ thread(id: 1) { ...A } } fragment A on Thread { category { threads { nodes { ...B } } } } fragment B on Thread { author { handle } }"
    #expect(try faults(text, depthMax: 6).isEmpty)
    #expect(try faults(text, depthMax: 5).map(\.code) == [.tooDeep])
  }
}
