import Forum
import Testing
import TextRendering

@Suite("Safety of rendered bodies")
struct SafetyTests {
  private let renderer = GFMRenderer()

  @Test("nothing but allowed tags, attributes and addresses comes out, in any format", arguments: AttackVectors.all, BodyFormat.allCases)
  func vectors(_ source: String, _ format: BodyFormat) throws {
    #expect(SafeHTMLGrammar.fault(in: try renderer.render(source, as: format).html) == nil)
  }

  @Test("Markdown's own syntax carries no forbidden address", arguments: AttackVectors.addresses)
  func markdownAddresses(_ address: String) throws {
    for source in ["[x](<\(address)>)", "![x](\(address))", "<\(address)>", "[x]\n\n[x]: \(address)"] {
      #expect(SafeHTMLGrammar.fault(in: try renderer.render(source, as: .markdown).html) == nil)
    }
  }

  @Test("pieces of attacks in random order stay harmless, and what is safe stays as it is")
  func randomPieces() throws {
    let pieces =
      AttackVectors.all + [
        "\"", "'", ">", "<", "-->", "<!--", "</script>", "</table>", "</svg>", "<p>", "</a>", "\u{0}", "&", ";", "\n\n", "`", "é", "\u{202e}",
      ]
    for _ in 0..<500 {
      let source = (0..<Int.random(in: 2...6)).map { _ in pieces.randomElement() ?? "" }.joined()
      for format in BodyFormat.allCases {
        let html = try renderer.render(source, as: format).html
        #expect(SafeHTMLGrammar.fault(in: html) == nil, "\(source)")
        #expect(try renderer.render(html, as: .html).html == html, "\(source)")
      }
    }
  }

  @Test("a body cut anywhere is still rendered safely")
  func prefixes() throws {
    let source = "<a href='https://x.org/&amp;' title=\"é\">x</a><!-- y --><script>z</script><table><td>1</table>&eacute;<img src=https://x.org/a>"
    for length in 0...source.utf8.count {
      let prefix = String(decoding: source.utf8.prefix(length), as: UTF8.self)
      #expect(SafeHTMLGrammar.fault(in: try renderer.render(prefix, as: .html).html) == nil)
    }
  }

  @Test("a body of 217,000 characters is rendered in every format", arguments: BodyFormat.allCases)
  func longBody(_ format: BodyFormat) throws {
    let paragraph = "Some *words* and <b>tags</b> &amp; a [link](https://example.org/).\n\n"
    let body = try renderer.render(String(repeating: paragraph, count: 217_000 / paragraph.utf8.count), as: format)
    #expect(SafeHTMLGrammar.fault(in: body.html) == nil)
  }

  @Test(
    "pieces repeated to be slow are rendered",
    arguments: [
      "<div>", "<b>", "<td>", "<li>", "<table><td>", "<svg>", "</b>", "<b ", "<b a='", "<!-- -", "</script ", "&", "<", ">", "[", "![[]()", "`a``",
      "a@", "http://", "| a ", "a\n:-\n",
      "- + ", "~~a ", "[a]: /xxxxxxxxx\n\n[a]", "a|", "<b><p>", "hhhttp://", "http://a/)",
    ], [BodyFormat.markdown, .html])
  func slowPieces(_ piece: String, _ format: BodyFormat) throws {
    let body = try renderer.render(String(repeating: piece, count: 30_000 / piece.utf8.count), as: format)
    #expect(SafeHTMLGrammar.fault(in: body.html) == nil)
  }

  @Test("Markdown that would take cmark quadratic time or memory loses the feature, not the text")
  func costlyMarkdown() throws {
    let columns =
      String(repeating: "a|", count: 20_000) + "\n" + String(repeating: "-|", count: 20_000) + "\n" + String(repeating: "x\n", count: 10_000)
    #expect(try renderer.render(columns, as: .markdown).html.contains("<table>") == false)
    let reference = "[a]: /" + String(repeating: "x", count: 30_000) + "\n\n" + String(repeating: "[a]", count: 10_000)
    #expect(try renderer.render(reference, as: .markdown).html.utf8.count < 200_000)
    let rulers = String(repeating: "a\n", count: 50_000) + String(repeating: ":-\n", count: 30_000)
    #expect(try renderer.render(rulers, as: .markdown).plainText.hasPrefix("a a a"))
    let address = "http://a/" + String(repeating: ")", count: 200_000)
    #expect(try renderer.render(address, as: .markdown).linkCount == 0)
  }

  @Test("elements nested deeper than the limit keep their text")
  func nesting() throws {
    let body = try renderer.render(String(repeating: "<div>", count: 1000) + "deep" + String(repeating: "</div>", count: 1000) + "end", as: .html)
    #expect(body.html == String(repeating: "<div>", count: 100) + "deep" + String(repeating: "</div>", count: 100) + "end")
  }

  @Test("a body above every limit is refused")
  func tooLong() {
    #expect(throws: (any Error).self) { try renderer.render(String(repeating: "x", count: 4 * 1_048_576 + 1), as: .text) }
  }
}
