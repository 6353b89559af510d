import Testing

@testable import GraphQLAPI

@Suite("The words of GraphQL") struct LexerTests {
  private func tokens(_ text: String) throws -> [Token.Kind] {
    var lexer = Lexer(SourceText(text))
    var kinds: [Token.Kind] = []
    while true {
      let token = try lexer.next()
      if token.kind == .end { return kinds }
      kinds.append(token.kind)
    }
  }

  @Test("spaces, commas, comments, ends of lines and byte order marks are nothing")
  func ignored() throws {
    #expect(try tokens("\u{feff} a,b\t# … c\r\nd #") == [.name("a"), .name("b"), .name("d")])
    #expect(try tokens("").isEmpty)
  }

  @Test(
    "numbers are read as they are written",
    arguments: [
      ("0", Token.Kind.int("0")), ("-12", .int("-12")), ("1.50", .float("1.50")), ("-0.0e+7", .float("-0.0e+7")), ("2E3", .float("2E3")),
    ])
  func numbers(text: String, kind: Token.Kind) throws { #expect(try tokens(text) == [kind]) }

  @Test(
    "what begins like a token and is none is refused with its place",
    arguments: [
      "01", "1.", ".5", "1e", "-", "1a", "0x1", "1.2.3", "..", "\"a", "\"a\nb\"", "\"\\q\"", "\"\\u12\"", "\"\\ud800\"", "\"\\u{110000}\"", "\"\"\"a",
      "?", "é",
    ])
  func refused(text: String) {
    let error = #expect(throws: GraphQLError.self) { try tokens("ok \(text)") }
    #expect(error?.code == .syntax && error?.places.first?.line == 1)
  }

  @Test("strings have their escapes undone, pairs of surrogates too")
  func strings() throws {
    #expect(try tokens(#""a\n\"\\\/\t\u00e9\u{1F600}\uD83D\uDE00""#) == [.string("a\n\"\\/\té😀😀")])
    #expect(try tokens(#""" x"#) == [.string(""), .name("x")])
  }

  @Test("block strings lose the indentation that their lines share, and blank lines around them")
  func blockStrings() throws {
    let text = "\"\"\"\n\n    Hello,\n      World!\r\n\r\n    \\\"\"\" \\n\n  \n\"\"\""
    #expect(try tokens(text) == [.string("Hello,\n  World!\n\n\"\"\" \\n")])
    #expect(try tokens("\"\"\"a\n  b\"\"\"") == [.string("a\nb")])
  }

  @Test("places count lines of every kind, and characters instead of bytes")
  func places() {
    let source = SourceText("é\r\nb\rc\n\"\u{1F600}\" !")
    #expect(source.place(at: 0) == SourcePlace(line: 1, column: 1))
    #expect(source.place(at: source.bytes.count - 1) == SourcePlace(line: 4, column: 5))
  }
}
