import Forum
import Testing
import TextRendering

@Suite("Rendering of bodies")
struct GFMRendererTests {
  private let renderer = GFMRenderer()

  private func html(_ body: String, _ format: BodyFormat = .markdown) throws -> String { try renderer.render(body, as: format).html }

  @Test("Markdown has tables, strikethrough, task lists and automatic links")
  func markdown() throws {
    #expect(try html("*a* ~~b~~") == "<p><em>a</em> <del>b</del></p>\n")
    #expect(try html("|a|b|\n|-|:-:|\n|1|2|").contains(#"<td align="center">2</td>"#))
    #expect(try html("- [x] done").contains(#"<input type="checkbox" disabled="" checked="">"#))
    #expect(try html("www.example.org").contains(#"<a href="http://www.example.org" rel="nofollow ugc noopener">www.example.org</a>"#))
    #expect(try html("```swift\nlet a = 1 < 2\n```") == "<pre><code class=\"language-swift\">let a = 1 &lt; 2\n</code></pre>\n")
  }

  @Test("plain text keeps its lines and links its addresses")
  func text() throws {
    let body = try renderer.render("a <b>\nsee http://x.org/(y), and (https://z.org/).\n\nnext", as: .text)
    #expect(
      body.html == "<p>a &lt;b&gt;<br>see <a href=\"http://x.org/(y)\" rel=\"nofollow ugc noopener\">http://x.org/(y)</a>, and ("
        + "<a href=\"https://z.org/\" rel=\"nofollow ugc noopener\">https://z.org/</a>).</p><p>next</p>")
    #expect(body.plainText == "a <b>\nsee http://x.org/(y), and (https://z.org/).\nnext")
    #expect(body.linkCount == 2)
  }

  @Test("the plain text holds words and descriptions, one line per block, no markup")
  func plainText() throws {
    let body = try renderer.render("# Title &amp; more\n\nfirst *line*\nof text\n\n- one\n- two ![cat](https://x/y.png)", as: .markdown)
    #expect(body.plainText == "Title & more\nfirst line of text\none\ntwo cat")
  }

  @Test("unclosed and misplaced tags come out balanced")
  func balance() throws {
    #expect(try html("<b><i>x</b>y", .html) == "<b><i>x</i></b>y")
    #expect(try html("<ul><li>a<li>b<p>c<p>d", .html) == "<ul><li>a</li><li>b<p>c</p><p>d</p></li></ul>")
    #expect(try html("<table><td>a<td>b<tr><th>c</div></table>d", .html) == "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>d")
    #expect(try html("</div></p><td>x", .html) == "x")
    #expect(try html("<div><table><tr><td></div>x", .html) == "<div><table><tr><td>x</td></tr></table></div>")
  }

  @Test("what was sanitised stays as it is when it is sanitised again", arguments: AttackVectors.all)
  func idempotence(_ source: String) throws {
    let once = try html(source, .html)
    #expect(try html(once, .html) == once)
  }
}
