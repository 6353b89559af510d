import ForumKernel
import Testing

@Suite("Mentions") struct MentionTests {
  private func handles(_ html: String, max: Int = 10) -> [String] { Mention.all(in: Array(html.utf8), max: max).map(\.handle) }

  @Test("are names with an @ before them, without the sentence's punctuation")
  func names() {
    #expect(handles("<p>Ask @ada, @Bob-2 or (@cyd_x). Thanks @dan... 你好@eve!</p>") == ["ada", "Bob-2", "cyd_x", "dan", "eve"])
    #expect(handles("@ada") == ["ada"])
    #expect(handles("") == [])
  }

  @Test("are not in code, in links or in quotations")
  func silentPlaces() {
    #expect(handles("<pre><code>@one</code></pre><code>@two</code><a href=\"https://x.example/@three\">@four</a>") == [])
    #expect(handles("<blockquote><p>@five</p></blockquote><p><em>@six</em></p>") == ["six"])
    #expect(handles("<p>@ada <code>x</code> @bob</p>") == ["ada", "bob"])
  }

  @Test("are no addresses, no paths, no fragments of names, and have the length of handles")
  func others() {
    #expect(handles("<p>ada@example.org @ada@example.org x/@path @@twice @ab @.dot @-dash</p>") == [])
    #expect(handles("@" + String(repeating: "x", count: 33)) == [])
    #expect(handles("@" + String(repeating: "x", count: 32)).count == 1)
  }

  @Test("are counted up to a bound, and tell where they stand")
  func bound() {
    #expect(handles("@ada @bob @cyd", max: 2) == ["ada", "bob"])
    let text = Array("<p>hi @ada.</p>".utf8)
    #expect(Mention.all(in: text, max: 9).map { String(decoding: text[$0.range], as: UTF8.self) } == ["@ada"])
  }

  @Test("are found in text that is not balanced, and in a long one, without harm")
  func hostile() {
    #expect(handles("</code>@ada <code") == [])
    #expect(handles("<") == [])
    #expect(handles(String(repeating: "@", count: 100_000)) == [])
  }
}
