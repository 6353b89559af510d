import Forum
import Testing

@testable import Importers

@Suite("Mail text") struct MailTextTests {
  private func body(_ headers: String, _ body: String) async throws -> (text: ArchiveText?, changes: [String]) {
    let found = try await mail(message("Message-ID: <1@x>\n" + headers, body))
    return (found[0].message?.text, found[0].changes)
  }

  @Test(
    "encoded words of a subject are decoded, also a character that is spread over two",
    arguments: [
      ("=?iso-8859-1?Q?caf=E9_au_lait?=", "café au lait"), ("=?UTF-8?B?w6k=?= =?UTF-8?B?w6g=?= x", "éè x"), ("=?UTF-8?Q?=C3?= =?UTF-8?Q?=A9?=", "é"),
      ("a =?utf-8*fr?q?b?= c", "a b c"), ("=?broken", "=?broken"), ("=?utf-8?x?a?=", "=?utf-8?x?a?="), ("1 =? 2 ?= 3", "1 =? 2 ?= 3"),
    ])
  func subjects(raw: String, text: String) { #expect(EncodedWords.decode(raw.utf8) == text) }

  @Test("quoted-printable joins lines and leaves what is no escape") func quotedPrintable() async throws {
    let found = try await body(
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable", "caf=C3=A9 is=\n open, 1=2 =ZZ")
    #expect(found.text?.body == "café is open, 1=2 =ZZ" && found.changes.isEmpty)
  }

  @Test("base64 is decoded, and what is damaged is told") func base64() async throws {
    let headers = "Content-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: base64"
    #expect(try await body(headers, "Y2Fm\nw6k=").text?.body == "café")
    let damaged = try await body(headers, "Y2Fm*w6k")
    #expect(damaged.changes == ["damaged base64"])
  }

  @Test(
    "character sets are read by name, and what is no character of them becomes U+FFFD and is told",
    arguments: [
      ("iso-8859-1", [0x63, 0x61, 0x66, 0xE9], "café", false), ("windows-1252", [0x80], "€", false),
      ("windows-1251", [0xEC, 0xE8, 0xF0], "мир", false),
      ("koi8-r", [0xCD, 0xC9, 0xD2], "мир", false), ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42], "日", false),
      ("utf-8", [0x61, 0xFF, 0x62], "a\u{FFFD}b", true), ("gb2312", [0x61, 0xFF, 0x62], "a\u{FFFD}b", true),
      ("x-unknown", [0x61, 0xFF], "a\u{FFFD}", true), ("../../etc/passwd", [0x61], "a", true), ("us-ascii", [0xE9], "é", true),
    ] as [(String, [UInt8], String, Bool)])
  func charsets(name: String, bytes: [UInt8], text: String, isNoted: Bool) {
    let decoded = Charset.decode(bytes, as: name)
    #expect(decoded.text == text && (decoded.note != nil) == isNoted)
  }

  private let alternative = """
    --b
    Content-Type: text/plain

    Plain.
    --b
    Content-Type: text/html

    <p>Rich.</p>
    --b--
    after
    """

  @Test("of alternatives the plain one is taken, else HTML") func alternatives() async throws {
    let headers = "Content-Type: multipart/alternative; boundary=\"b\""
    #expect(try await body(headers, alternative).text == ArchiveText(body: "Plain.", format: .text))
    let rich = try await body(headers, alternative.replacing("Plain.", with: " "))
    #expect(rich.text == ArchiveText(body: "<p>Rich.</p>", format: .html))
  }

  @Test("parts that are text are joined, attachments are told, a missing end is forgiven") func mixed() async throws {
    let parts =
      "--m\n\nOne.\n--m\nContent-Type: application/pdf\n\n%PDF\n--m\nContent-Type: multipart/alternative; boundary=b\n\n\(alternative)\n--m\n\nTwo."
    let found = try await body("Content-Type: multipart/mixed; boundary=m", parts)
    #expect(found.text == ArchiveText(body: "One.\n\nPlain.\n\nTwo.", format: .text))
    #expect(found.changes == ["an attachment (application/pdf) was left out"])
  }

  @Test("beside HTML, plain text is escaped") func escaping() async throws {
    let parts = "--m\nContent-Type: text/html\n\n<p>One.</p>\n--m\n\na < b\n--m--"
    #expect(try await body("Content-Type: multipart/mixed; boundary=m", parts).text?.body == "<p>One.</p>\n<pre>a &lt; b</pre>")
  }

  @Test("multiparts in multiparts end somewhere") func nesting() async throws {
    let opening = (0..<100).map { "--b\(0)\nContent-Type: multipart/mixed; boundary=b\($0)\n\n" }.joined()
    let found = try await body("Content-Type: multipart/mixed; boundary=b0", opening + "--b0\n\nDeep.")
    #expect(found.text != nil)
  }
}
