import Support
import Testing

@Suite("Whatever people write") struct TextJourneys {
  /// Texts that break programs: numbers, words of languages and shells, markup, right-to-left, marks upon marks, emoji with joiners, odd spaces, plain old length.
  private static let texts = [
    "undefined", "NULL", "0x0", "1e309", "-0", "１２３", "'; DROP TABLE posts; --", "\" or 1=1 /*", "<script>alert('x')</script>",
    "<img src=x onerror=y>",
    "${jndi:x}", "%s%n%d", "../../etc/passwd", "\\u0041\\", "{{7*7}}", "$(reboot) `id`", "&amp;lt;b&#x26;", "](javascript:x) ![a](b",
    "الإعلان العالمي",
    "כל בני האדם", "人人生而自由", "すべての人間は", "모든 인간은", "सभी मनुष्यों को", "มนุษย์ทั้งหลาย", "ყველა ადამიანი", "ስለሰብአዊ፡መብቶች", "Ελευθερία", "Все люди",
    "Z̑ͫ̓a̴̵l̶g̷ò", "e\u{301} é", "\u{fb01} \u{fdfa}", "👩‍👩‍👧‍👦🏳️‍🌈🇺🇳", "a\u{200b}b\u{feff}c\u{ad}d", "\u{3000}wide\u{a0}space\u{2028}line", "İıſK",
    "\u{10ffff}\u{e000}",
    "@ada #tag ¯\\_(ツ)_/¯", String(repeating: "𝔘", count: 200),
  ]

  @Test("every field gives back what was written, character by character, in every format")
  func backAgain() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let category = try await forum.category()
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await forum.post("x", in: thread, by: root)
      func same(_ shown: JSON, _ text: String, _ field: String) {
        #expect(Array(shown.text.unicodeScalars) == Array(text.unicodeScalars), "\(field): \(text)")
      }
      for text in Self.texts {
        for format in ["markdown", "html", "text"] {
          let written = try await ada.post("threads/\(thread)/posts", ["body": text, "body_format": format]).expect(201).data
          same(try await ada.get("posts/\(written["id"].text)").expect(200).data["body"], text, format)
        }
        let opened = try await ada.post("threads", ["category_id": category, "title": text, "body": "x"]).expect(201).data
        same(try await ada.get("threads/\(opened["id"].text)").data["title"], text, "title")
        let comment = try await ada.post("posts/\(post)/comments", ["body": text]).expect(201).data["id"].text
        same(try await ada.get("comments/\(comment)").data["body"], text, "comment")
        same(try await ada.put("posts/\(post)/bookmark", ["note": text]).expect(200).data["note"], text, "bookmark")
        let saved = try await ada.put("threads/\(thread)/draft", ["body": text]).expect(200).data
        try await ada.delete("threads/\(thread)/draft").expect(204)
        same(saved["body"], text, "draft")
        let shelf = try await root.patch("categories/\(category)", ["description": text], version: try await version(of: category, root)).expect(200)
        same(shelf.data["description"], text, "description")
        try await root.get("search?wait=indexed&q=\(percentEncoded(text))").expect(200)
      }
    }
  }

  @Test("line ends become one, other control characters and turned lines are refused, blank is nothing")
  func refused() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      #expect(try await ada.post("threads/\(thread)/posts", ["body": "a\r\nb\tc"]).expect(201).data["body"].text == "a\nb\tc")
      for body in ["a\u{0}b", "\u{1b}[31m", "a\u{85}b", "", " \n\t", "\u{200b}\u{feff}"] {
        try await ada.post("threads/\(thread)/posts", ["body": body]).expect(422, "validation_failed")
      }
      for title in ["two\nlines", "a\u{202e}b", "\u{2066}x"] {
        try await ada.post("threads", ["category_id": try await forum.category(), "title": title, "body": "x"]).expect(422, "validation_failed")
      }
    }
  }

  private func version(of category: String, _ client: Client) async throws -> Int {
    try await client.get("categories/\(category)").expect(200).data["version"].number
  }

  private func percentEncoded(_ text: String) -> String {
    text.unicodeScalars.prefix(40).flatMap { Array(String($0).utf8) }.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
