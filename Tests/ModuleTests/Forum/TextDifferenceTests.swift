import Forum
import Support
import Testing

@Suite("Text difference") struct TextDifferenceTests {
  private func texts(_ changes: [TextChange]) -> (old: String, new: String) {
    (changes.filter { $0.kind != .added }.map(\.text).joined(), changes.filter { $0.kind != .removed }.map(\.text).joined())
  }

  @Test("only the words that differ are named") func words() {
    #expect(
      TextDifference.between("one two three\nfour", "one 2 three\nfour") == [
        TextChange(kind: .same, text: "one "), TextChange(kind: .removed, text: "two "), TextChange(kind: .added, text: "2 "),
        TextChange(kind: .same, text: "three\nfour"),
      ])
    #expect(TextDifference.between("", "") == [])
    #expect(TextDifference.between("a", "a") == [TextChange(kind: .same, text: "a")])
  }

  @Test("both texts can be had from the pieces, whatever they are") func completeness() {
    var random = SeededRandom(seed: 3)
    let words = ["a", "b", " ", "\n", "  ", "é", "🎈", "\r\n"]
    for _ in 0..<2000 {
      let old = (0..<Int.random(in: 0...12, using: &random)).map { _ in words.randomElement(using: &random)! }.joined()
      let new = (0..<Int.random(in: 0...12, using: &random)).map { _ in words.randomElement(using: &random)! }.joined()
      let found = texts(TextDifference.between(old, new))
      #expect(found.old == old && found.new == new)
    }
  }

  @Test("texts of the greatest length that have nothing in common are replaced as a whole") func largeTexts() {
    let old = String(repeating: "a ", count: 30_000), new = String(repeating: "b ", count: 30_000)
    #expect(TextDifference.between(old, new) == [TextChange(kind: .removed, text: old), TextChange(kind: .added, text: new)])
  }
}
