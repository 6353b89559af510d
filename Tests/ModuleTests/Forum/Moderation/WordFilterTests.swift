import Forum
import ForumKernel
import Testing

@Suite("Watched words") struct WordFilterTests {
  private static let ids = IDGenerator(clock: ManualClock())

  static func word(_ text: String, _ action: WatchedWord.Action = .flag, _ replacement: String? = nil) -> WatchedWord {
    WatchedWord(id: ids.next(), word: text, action: action, replacement: replacement, createdAt: Timestamp(milliseconds: 0))
  }

  @Test(
    "match whole words, whatever their case, accents and width",
    arguments: [
      ("casino", "The Casino is open", true), ("casino", "CASINO!", true), ("casino", "ｃａｓｉｎｏ", true), ("casino", "Càsinó", true),
      ("casino", "casinos", false), ("casino", "occasion", false), ("casino*", "casinos", true), ("casino*", "le casino", true),
      ("buy now", "Buy, now!", true), ("buy now", "buy-now.example", true), ("buy now", "now buy", false), ("buy now", "buy it now", false),
      ("cheap watch*", "cheap watches", true), ("cheap watch*", "cheaper watches", false), ("カジノ", "新しいカジノです", true),
      ("free", "", false),
    ])
  func matching(word: String, text: String, isFound: Bool) {
    #expect(WordFilter([Self.word(word)]).apply(to: text).words(.flag) == (isFound ? [word] : []))
  }

  @Test("a replacement takes the place of the words alone, as often as they are there")
  func replacing() {
    let filter = WordFilter([Self.word("darn", .replace, "d***"), Self.word("buy now", .replace, "—"), Self.word("darn", .flag)])
    let result = filter.apply(to: "Darn it, *darn*: buy,  now or buy later. Darned")
    #expect(result.text == "d*** it, *d****: — or buy later. Darned")
    #expect(result.words(.replace) == ["darn", "buy now"] && result.words(.flag) == ["darn"])
  }

  @Test("a text without them stays as it is, character by character", arguments: ["", " ", "e\u{301}\r\nZ\u{200d}", "🧵👩‍👩‍👧 — naïve", "\u{fdfa}ﬁ"])
  func untouched(text: String) {
    let result = WordFilter([Self.word("darn", .replace, "x")]).apply(to: text)
    #expect(Array(result.text.unicodeScalars) == Array(text.unicodeScalars) && result.found.isEmpty)
    #expect(WordFilter.empty.apply(to: text).text == text)
  }

  @Test("words that match the same have one key, and what holds no letter is refused")
  func keys() throws {
    #expect(Self.word("Buy  NOW").key == Self.word("buy-now").key && Self.word("buy*").key != Self.word("buy").key)
    let error = #expect(throws: AppError.self) { try WatchedWordDraft(word: "***", action: .replace, replacement: nil) }
    #expect(error?.faults.map(\.pointer) == ["/word", "/replacement"])
    #expect(throws: AppError.self) { try WatchedWordDraft(word: "a", action: .flag, replacement: "b") }
  }
}
