import Testing

@testable import SearchFacade

@Suite("Facade tokenizer") struct FacadeTokenizerTests {
  private func words(_ text: String) -> [String] { FacadeTokenizer.tokens(text).map(\.word) }
  private func positions(_ text: String) -> [Int] { FacadeTokenizer.tokens(text).map(\.position) }

  @Test("words are folded, and punctuation is no part of them")
  func folding() {
    #expect(words("It's a CAFÉ, isn't it?") == ["it", "s", "a", "cafe", "isn", "t", "it"])
    #expect(words("well-known snake_case 3.14 e-mail@example.org") == ["well", "known", "snake", "case", "3", "14", "e", "mail", "example", "org"])
    #expect(words("Straße ﬁne Œuvre Ærø") == ["straße", "fine", "oeuvre", "aerø"])
    #expect(words("").isEmpty && words(" .,;!? ").isEmpty)
  }

  @Test("the end of a clause is seven words wide")
  func clauses() {
    #expect(positions("one two. three four") == [0, 1, 9, 10])
    #expect(positions("one, two; three! four? five") == [0, 8, 16, 24, 32])
    #expect(positions("3.14 a,b a:b") == [0, 1, 2, 3, 4, 5])
  }

  @Test("ranges are those of the text's bytes")
  func ranges() {
    let text = "Ärger über Öl"
    let tokens = FacadeTokenizer.tokens(text)
    #expect(tokens.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) } == ["Ärger", "über", "Öl"])
  }

  @Test("in scripts without spaces each character is a word")
  func ideographs() { #expect(words("東京に行く abc") == ["東", "京", "に", "行", "く", "abc"]) }
}
