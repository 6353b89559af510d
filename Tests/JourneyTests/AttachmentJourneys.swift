import Admin
import Forum
import ForumKernel
import ForumRuntime
import Foundation
import HTTPTypes
import Support
import Testing

@Suite("Attachments") struct AttachmentJourneys {
  private static let folder = "attachments"

  @Test("a file is uploaded, described, used in a post, read by everybody in whole and in part, and deleted")
  func lifeOfAFile() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let text = "The words of a file."
      let made = try await ada.upload(Array(text.utf8), named: "../notes\u{202e}.txt", description: "Some words").expect(201)
      let id = made.data["id"].text
      #expect(made.data["filename"].text == "notes.txt" && made.data["media_type"].text == "text/plain; charset=utf-8")
      #expect(made.data["bytes"].number == text.utf8.count && made.data["thumbnail"].isNull && made.data["description"].text == "Some words")
      #expect(made.data["sha256"].text.count == 64 && made.data["author"]["handle"].text == "ada")
      #expect(made.headers[.location] == "/api/v1/attachments/\(id)")
      #expect(try await ada.get("me/attachments").data["items"].items.map { $0["id"].text } == [id])

      // Nobody else sees what no post shows.
      let eve = try await forum.member("eve")
      for client in [eve, forum.visitor, try await forum.administrator()] {
        for path in ["", "/content", "/thumbnail"] { try await client.get("\(Self.folder)/\(id)\(path)").expect(404) }
      }
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.post("threads/\(thread)/posts", ["body": "See the file.", "attachment_ids": [id]]).expect(201)
      #expect(post.data["attachments"][0]["id"].text == id && post.data["attachments"][0]["url"].text == "/api/v1/attachments/\(id)/content")
      #expect(try await forum.visitor.get("threads/\(thread)/posts").data["items"][1]["attachments"][0]["description"].text == "Some words")

      let whole = try await forum.visitor.get("\(Self.folder)/\(id)/content").expect(200)
      #expect(whole.text == text && whole.headers[.contentType] == "text/plain; charset=utf-8" && whole.headers[.acceptRanges] == "bytes")
      #expect(whole.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"notes.txt\"") == true)
      #expect(whole.headers[.contentSecurityPolicy]?.hasPrefix("sandbox") == true && whole.headers[.xContentTypeOptions] == "nosniff")
      #expect(whole.headers[.cacheControl] == "public, no-cache" && whole.headers[.eTag] == "\"\(made.data["sha256"].text)\"")
      #expect(try await ada.get("\(Self.folder)/\(id)/content").headers[.cacheControl] == "private, no-cache")
      let tag = try #require(whole.headers[.eTag])
      #expect(try await eve.get("\(Self.folder)/\(id)/content", [.ifNoneMatch: tag]).status == 304)
      let part = try await eve.get("\(Self.folder)/\(id)/content", [.range: "bytes=4-8", .ifRange: tag]).expect(206)
      #expect(part.text == "words" && part.headers[.contentRange] == "bytes 4-8/20" && part.headers[.contentLength] == "5")
      let behind = try await eve.get("\(Self.folder)/\(id)/content", [.range: "bytes=20-"])
      behind.expect(416, "range_not_satisfiable")
      #expect(behind.headers[.contentRange] == "bytes */20")
      let head = try await eve.head("\(Self.folder)/\(id)/content", [.range: "bytes=4-8"])
      #expect(head.status == 200 && head.bytes.isEmpty && head.headers[.contentLength] == "20")

      try await eve.patch("\(Self.folder)/\(id)", ["description": "Mine"]).expect(403, "not_author")
      try await eve.delete("\(Self.folder)/\(id)").expect(403, "not_author")
      let described = try await ada.patch("\(Self.folder)/\(id)", ["description": "Other words"], version: 1).expect(200)
      #expect(described.data["version"].number == 2)
      #expect(try await forum.visitor.get("threads/\(thread)/posts").data["items"][1]["attachments"][0]["description"].text == "Other words")
      try await ada.patch("\(Self.folder)/\(id)", ["description": "Late words"], version: 1).expect(412)
      try await ada.delete("\(Self.folder)/\(id)").expect(204)
      try await ada.get("\(Self.folder)/\(id)").expect(404)
      #expect(try await forum.visitor.get("threads/\(thread)/posts").data["items"][1]["attachments"].items.isEmpty)
      #expect(try await forum.kept() == 0)
    }
  }

  @Test("equal bytes are kept once, also when they come at the same moment, and go with the last that has them")
  func once() async throws {
    try await withForum { forum in
      var people: [Client] = []
      for name in ["ada", "bob", "cyd", "dan"] { people.append(try await forum.member(name)) }
      let bytes = Array("the same".utf8)
      let ids = try await withThrowingTaskGroup(of: (Client, String).self) { group in
        for person in people {
          for number in 0..<4 {
            group.addTask { (person, try await person.upload(bytes, named: "\(number).txt").expect(201).data["id"].text) }
          }
        }
        return try await group.reduce(into: [(Client, String)]()) { $0.append($1) }
      }
      #expect(ids.count == 16 && Set(ids.map(\.1)).count == 16)
      #expect(try await forum.kept() == 1)
      // Deleting and uploading at once: whatever comes last has its bytes.
      try await withThrowingTaskGroup { group in
        for (person, id) in ids { group.addTask { _ = try await person.delete("attachments/\(id)").expect(204) } }
        for person in people { group.addTask { _ = try await person.upload(bytes, named: "again.txt").expect(201) } }
        try await group.waitForAll()
      }
      for person in people {
        let id = try await person.get("me/attachments").data["items"][0]["id"].text
        #expect(try await person.get("attachments/\(id)/content").expect(200).text == "the same")
        try await person.delete("attachments/\(id)").expect(204)
      }
      #expect(try await forum.kept() == 0)
    }
  }

  @Test("a request that is repeated under its key makes one attachment; another one under that key is refused")
  func repeated() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let key: HTTPFields = [HTTPField.Name("Idempotency-Key")!: "\"k\""]
      let first = try await ada.upload(Array("words".utf8), named: "a.txt", key).expect(201).data["id"].text
      #expect(try await ada.upload(Array("words".utf8), named: "a.txt", key).expect(201).data["id"].text == first)
      try await ada.upload(Array("other".utf8), named: "a.txt", key).expect(422, "idempotency_key_reused")
      #expect(try await ada.get("me/attachments").data["items"].items.count == 1)
      #expect(try await forum.kept() == 1)
    }
  }

  @Test("a file is what its bytes say; what is not listed is refused, and nothing is shown but images")
  func types() async throws {
    try await withForum(["attachments.types": "text,png,pdf"]) { forum in
      let ada = try await forum.member("ada")
      for bytes in [Array("PK\u{3}\u{4}zip".utf8), [0xff, 0xfe, 0, 1], [0x1f, 0x8b, 8, 0, 0xff], Array("text with\u{0}".utf8), [0xc3, 0x28]] {
        try await ada.upload(bytes, named: "a.png").expect(415, "type_not_allowed")
      }
      let page = try await ada.upload(Array("<script>alert(1)</script>".utf8), named: "a.html").expect(201).data
      #expect(page["media_type"].text == "text/plain; charset=utf-8")
      #expect(try await ada.get("attachments/\(page["id"].text)/content").headers[.contentDisposition]?.hasPrefix("attachment;") == true)
      let pdf = try await ada.upload(Array("%PDF-1.7 ".utf8) + [0xff, 0xfe], named: "a.txt").expect(201).data
      #expect(pdf["media_type"].text == "application/pdf")
      let picture = try await ada.upload(TestImage.png, named: "naïve.png").expect(201).data
      #expect(picture["width"].number == 3 && picture["height"].number == 2 && picture["thumbnail"]["width"].number == 3)
      let shown = try await ada.get("attachments/\(picture["id"].text)/content").expect(200)
      #expect(shown.headers[.contentType] == "image/png")
      #expect(shown.headers[.contentDisposition] == "inline; filename=\"na_ve.png\"; filename*=UTF-8''na%C3%AFve.png")
      #expect(try await ada.get("attachments/\(picture["id"].text)/thumbnail").expect(200).headers[.contentType] == "image/webp")
      try await ada.get("attachments/\(pdf["id"].text)/thumbnail").expect(404, "thumbnail_not_found")
      try await ada.upload(Array(TestImage.png.prefix(12)), named: "broken.png").expect(422, "image_unreadable")
      #expect(try await forum.kept() == 3)
    }
  }

  @Test("a picture that a text names by its id is shown, and belongs to the post")
  func pictures() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let (mine, bobs) = (
        try await ada.upload(TestImage.png, named: "a.png").expect(201).data["id"].text,
        try await forum.member("bob").upload(TestImage.png, named: "b.png").expect(201).data["id"].text
      )
      let body = "![a picture](attachment:\(mine)) and [a link](attachment:\(mine)), not ![x](attachment:nonsense), ![y](attachment:\(bobs))"
      let thread = try await forum.thread(by: ada, body: body)["id"].text
      let post = try await forum.visitor.get("threads/\(thread)/posts").data["items"][0]
      #expect(post["body_html"].text.contains("<img src=\"/api/v1/attachments/\(mine)/content\" loading=\"lazy\" alt=\"a picture\">"))
      #expect(post["body_html"].text.contains("<a href=\"/api/v1/attachments/\(mine)/content\"") && !post["body_html"].text.contains("nonsense\""))
      #expect(post["attachments"].items.map { $0["id"].text } == [mine])
      try await forum.visitor.get("attachments/\(mine)/content").expect(200)
      try await forum.visitor.get("attachments/\(bobs)/content").expect(404)
      let edited = try await ada.patch("posts/\(post["id"].text)", ["body": "No picture.", "attachment_ids": []], version: 1).expect(200)
      #expect(edited.data["attachments"].items.isEmpty)
      try await forum.visitor.get("attachments/\(mine)/content").expect(404)
    }
  }

  @Test("posts take uploads of their author alone, ten at most, and each once")
  func rules() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let mine = try await ada.upload(Array("a".utf8), named: "a.txt").expect(201).data["id"].text
      let bobs = try await bob.upload(Array("b".utf8), named: "b.txt").expect(201).data["id"].text
      let thread = try await forum.thread(by: ada)["id"].text
      let refused = try await ada.post("threads/\(thread)/posts", ["body": "x", "attachment_ids": [mine, bobs]])
      refused.expect(422, "validation_failed")
      #expect(refused.json["errors"][0]["pointer"].text == "/attachment_ids/1" && refused.json["errors"][0]["code"].text == "not_found")
      try await ada.post("threads/\(thread)/posts", ["body": "x", "attachment_ids": Array(repeating: mine, count: 11)]).expect(422)
      let post = try await ada.post("threads/\(thread)/posts", ["body": "x", "attachment_ids": [mine, mine]]).expect(201).data
      #expect(post["attachments"].items.count == 1)
      // A moderator's edit leaves them as they are, unless it says otherwise.
      let root = try await forum.administrator()
      #expect(try await root.patch("posts/\(post["id"].text)", ["body": "y"], version: 1).expect(200).data["attachments"].items.count == 1)
      #expect(
        try await root.patch("posts/\(post["id"].text)", ["body": "y", "attachment_ids": [mine]], version: 2).expect(200).data["attachments"].items
          .count == 1)
      try await root.delete("attachments/\(mine)").expect(204)
      #expect(try await root.get("admin/audit").data["items"].items.contains { $0["action"].text == "attachment.delete" })
      #expect(try await ada.get("posts/\(post["id"].text)").data["attachments"].items.isEmpty)
    }
  }

  @Test("who may not read the posts that show a file may not read the file, wherever it was read before")
  func hidden() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, eve) = (try await forum.member("ada"), try await forum.member("eve"))
      let id = try await ada.upload(Array("secret".utf8), named: "a.txt").expect(201).data["id"].text
      let paths = ["attachments/\(id)", "attachments/\(id)/content"]
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.post("threads/\(thread)/posts", ["body": "x", "attachment_ids": [id]]).expect(201).data["id"].text
      func expect(_ status: Int, _ clients: Client...) async throws {
        for client in clients { for path in paths { try await client.get(path).expect(status) } }
      }
      try await expect(200, forum.visitor, eve, root, ada)
      let rule: [String: Any] = [
        "effect": "forbid", "actions": ["forum.read"],
        "conditions": [
          ["attribute": "resource.category", "comparison": "in", "values": [try await forum.category()]],
          ["attribute": "subject.roles", "comparison": "not_in", "values": ["admin"]],
        ],
      ]
      try await root.put("admin/policies/inside", rule).expect(200)
      try await expect(404, forum.visitor, eve)
      try await expect(200, root, ada)
      try await root.delete("admin/policies/inside").expect(204)
      try await expect(200, forum.visitor, eve)
      // Deleted: for its author and moderators.
      try await ada.delete("posts/\(post)").expect(204)
      try await expect(404, forum.visitor, eve)
      try await expect(200, ada, root)
      try await root.post("posts/\(post)/restore").expect(200)
      try await expect(200, forum.visitor, eve)
      try await root.delete("threads/\(thread)").expect(204)
      try await expect(404, forum.visitor, eve)
      try await expect(200, ada, root)
      let nothing = try await eve.get("attachments/\(thread)/content")
      #expect(try await eve.get(paths[1]).json["detail"].text == nothing.json["detail"].text)
    }
  }

  @Test("an account has room for so many files, of so many bytes, unused ones and by the day")
  func room() async throws {
    let settings = [
      "attachments.per_day": "4", "attachments.unused_max": "2", "attachments.account_bytes_max": "1MiB", "attachments.bytes_max": "600KiB",
    ]
    try await withForum(settings) { forum in
      let ada = try await forum.member("ada")
      let large = [UInt8](repeating: 0x61, count: 500 << 10)
      let one = try await ada.upload(large, named: "1.txt").expect(201).data["id"].text
      let two = try await ada.upload(large + [0x62], named: "2.txt").expect(201).data["id"].text
      try await ada.upload([0x63], named: "3.txt").expect(409, "too_many_unused")
      let thread = try await forum.thread(by: ada)["id"].text
      try await ada.post("threads/\(thread)/posts", ["body": "x", "attachment_ids": [one, two]]).expect(201)
      try await ada.upload(large + [0x63], named: "3.txt").expect(403, "quota_exhausted")
      try await ada.upload([0x63], named: "3.txt").expect(201)
      let four = try await ada.upload([0x64], named: "4.txt").expect(201).data["id"].text
      try await ada.delete("attachments/\(four)").expect(204)
      try await ada.upload([0x64], named: "4.txt").expect(201)
      try await ada.upload([0x65], named: "5.txt").expect(429, "uploads_per_day")
      forum.clock.advance(seconds: 90_000)
      let later = try await forum.signIn("ada", "a long pass phrase for ada")
      try await later.delete("attachments/\(try await later.get("me/attachments").data["items"][0]["id"].text)").expect(204)
      try await later.upload([UInt8](repeating: 0x61, count: 700 << 10), named: "6.txt").expect(413, "file_too_large")
      try await later.upload([], named: "6.txt").expect(422)
      try await forum.visitor.upload([0x65], named: "5.txt").expect(401)
    }
  }

  @Test("what no post has used for a day goes with its bytes, and so do bytes without a row")
  func orphans() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let used = try await ada.upload(Array("used".utf8), named: "a.txt").expect(201).data["id"].text
      let unused = try await ada.upload(Array("unused".utf8), named: "b.txt").expect(201).data["id"].text
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.post("threads/\(thread)/posts", ["body": "x", "attachment_ids": [used]]).expect(201).data["id"].text
      let collect = forum.application.forum.collectAttachments
      #expect(try await collect.orphans() == 0)
      forum.clock.advance(seconds: 86_401)
      let adaLater = try await forum.signIn("ada", "a long pass phrase for ada")
      #expect(try await collect.orphans() == 1)
      try await adaLater.get("attachments/\(unused)").expect(404)
      #expect(try await forum.kept() == 1)
      // From the moment in which the last post lets it go.
      try await adaLater.patch("posts/\(post)", ["body": "y", "attachment_ids": []], version: 1).expect(200)
      #expect(try await collect.orphans() == 0)
      try await adaLater.get("attachments/\(used)").expect(200)

      let tenant = forum.application.defaultTenant.id
      let row = try #require(try await forum.application.storage.attachments.blobs(tenant, after: nil, limit: 10).first)
      let stray = Blob(
        id: forum.application.ids.next(), sha256: row.sha256, type: .text, bytes: 4, size: nil, thumbnail: nil, createdAt: forum.clock.now)
      let key = try #require(BlobKey(stray, tenant))
      try await withTemporaryFolder { folder in
        try Data("lost".utf8).write(to: URL(filePath: folder))
        try await forum.application.blobs.put(folder, as: key)
      }
      #expect(try await collect.strays(of: tenant) == 0)
      forum.clock.advance(seconds: 3601)
      #expect(try await collect.strays(of: tenant) == 1)
      #expect(try await forum.kept() == 1)
      #expect(try await collect.strays(of: tenant) == 0)
    }
  }

  @Test("the files of an account that is erased go with it, or stay as nobody's where posts stay", arguments: ["anonymise", "content", "all"])
  func erased(_ mode: String) async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let used = try await ada.upload(Array("used".utf8), named: "a.txt").expect(201).data["id"].text
      _ = try await ada.upload(Array("unused".utf8), named: "b.txt").expect(201)
      let thread = try await forum.thread(by: ada)["id"].text
      try await ada.post("threads/\(thread)/posts", ["body": "x", "attachment_ids": [used]]).expect(201)
      let body: [String: Any] = ["mode": mode, "password": "a long pass phrase for root"]
      try await root.post("admin/users/ada/erasure", body).expect(202)
      try await forum.sagasEnded(root)
      #expect(try await forum.kept() == (mode == "anonymise" ? 1 : 0))
      let answer = try await root.get("attachments/\(used)")
      #expect(answer.status == (mode == "anonymise" ? 200 : 404))
      if mode == "anonymise" { #expect(answer.data["author"].isNull) }
    }
  }

  @Test("the bytes of a tenant that is taken away go with it")
  func tenantGone() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let side = try await TenantSide(forum, main: root, slug: "acme", mark: "qalandrine")
      let tenant = try #require(forum.application.admin.tenants.tenant(slug: "acme", host: ""))
      #expect(try await forum.application.blobs.keys(of: tenant.id, after: nil, limit: 10).count == 1)
      try await root.delete("admin/tenants/\(side.slug)").expect(202)
      try await forum.sagasEnded(root)
      #expect(try await forum.application.blobs.keys(of: tenant.id, after: nil, limit: 10).isEmpty)
    }
  }

  @Test("pages show the files of posts to those who may see them, by their cookies")
  func pages() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let picture = try await ada.upload(TestImage.png, named: "a.png", description: "Red pixels").expect(201).data["id"].text
      let words = try await ada.upload(Array("words".utf8), named: "<b>.txt").expect(201).data["id"].text
      let shown = try await ada.upload(TestImage.png, named: "c.png").expect(201).data["id"].text
      let thread = try await forum.thread(by: ada)
      let body = "![in the text](attachment:\(shown))"
      try await ada.post("threads/\(thread["id"].text)/posts", ["body": body, "attachment_ids": [picture, words, shown]]).expect(201)
      let browser = try await forum.signedUpBrowser("bob")
      let path = "/t/\(thread["id"].text)/\(thread["slug"].text)"
      let page = try await browser.open(path).text
      #expect(page.contains("<img src=\"/files/\(picture)/thumbnail\" width=\"3\" height=\"2\" alt=\"Red pixels\""))
      #expect(page.contains("<a href=\"/files/\(words)/content\">&lt;b&gt;.txt</a>") && page.contains("5 B"))
      #expect(page.contains("<img src=\"/files/\(shown)/content\"") && !page.contains("/files/\(shown)/thumbnail"))
      #expect(try await browser.open("/files/\(words)/content").text == "words")
      let visitor = try await forum.visitor.get("/files/\(words)/content").expect(200)
      #expect(visitor.headers[.contentSecurityPolicy]?.hasPrefix("sandbox") == true && visitor.headers[.contentType] == "text/plain; charset=utf-8")
      #expect(try await forum.visitor.get("/files/\(words)/content", [.range: "bytes=1-2"]).expect(206).text == "or")
      // What a policy hides from visitors, members still see.
      let rule: [String: Any] = [
        "effect": "forbid", "actions": ["forum.read"], "conditions": [["attribute": "subject.signed_in", "comparison": "in", "values": [false]]],
      ]
      try await forum.administrator().put("admin/policies/members-only", rule).expect(200)
      let refused = try await forum.visitor.get("/files/\(words)/content").status
      #expect(refused == 401 || refused == 404)
      #expect(try await browser.open("/files/\(words)/content").text == "words")
    }
  }

  @Test("at a browser without scripts a file is uploaded, chosen and shown; forms of other sites upload nothing")
  func browser() async throws {
    try await withForum { forum in
      let browser = try await forum.signedUpBrowser("bob")
      #expect(try await browser.open("/files").text.contains("enctype=\"multipart/form-data\""))
      #expect(try await browser.upload("/files", TestImage.png, named: "a.png", description: "Red", from: "cross-site").status == 403)
      let faulty = try await browser.upload("/files", [], named: "", description: "Red")
      #expect(faulty.status == 422 && faulty.text.contains("filename"))
      let files = try await browser.upload("/files", TestImage.png, named: "a.png", description: "Red")
      let id = String(try #require(files.text.firstMatch(of: /attachment:([0-9a-f-]{36})/)).1)
      #expect(files.status == 200 && files.text.contains("![Red](attachment:\(id))"))
      let form = try await browser.open("/write/thread").text
      #expect(form.contains("name=\"attachment\" value=\"\(id)\""))
      let sent = ["category": try await forum.category(), "title": "With a picture", "body": "Look.", "attachment": id, "act": "send", "once": "one"]
      let page = try await browser.submit("/write/thread", sent)
      #expect(page.status == 200 && page.text.contains("<img src=\"/files/\(id)/thumbnail\""), "\(page.status) \(page.text)")
    }
  }

  @Test("files count among what a tenant may hold")
  func tenantQuota() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let side = try await TenantSide(forum, main: root, slug: "acme", mark: "qalandrine")
      try await root.call("PATCH", "admin/tenants/acme", ["quotas": ["bytes": 2000]]).expect(200)
      try await side.member.upload([UInt8](repeating: 0x61, count: 3000), named: "a.txt").expect(403, "quota_exhausted")
      let id = try await side.member.upload([UInt8](repeating: 0x61, count: 1000), named: "a.txt").expect(201).data["id"].text
      try await side.member.upload([UInt8](repeating: 0x62, count: 1000), named: "b.txt").expect(403, "quota_exhausted")
      try await side.member.delete("attachments/\(id)").expect(204)
      try await side.member.upload([UInt8](repeating: 0x62, count: 1000), named: "b.txt").expect(201)
    }
  }
}

extension TestForum {
  /// Files that the default tenant has, without thumbnails.
  fileprivate func kept() async throws -> Int {
    let keys = try await application.blobs.keys(of: application.defaultTenant.id, after: nil, limit: 1000)
    return keys.count { !$0.name.hasSuffix("thumbnail") }
  }
}
