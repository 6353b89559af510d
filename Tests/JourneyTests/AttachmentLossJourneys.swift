import Admin
import Forum
import ForumKernel
import ForumRuntime
import Foundation
import HTTPTypes
import Support
import Testing

@Suite("What attachments outlast") struct AttachmentLossJourneys {
  private static let key: HTTPFields = [HTTPField.Name("Idempotency-Key")!: "\"k\""]

  /// A PNG whose head says so many pixels, and which has none.
  private func picture(_ width: UInt32, _ height: UInt32) -> [UInt8] {
    func bytes(_ number: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
      let content = Array(name.utf8) + data
      var sum = UInt32.max
      for byte in content {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
      }
      return bytes(UInt32(data.count)) + content + bytes(~sum)
    }
    let head = chunk("IHDR", bytes(width) + bytes(height) + [8, 2, 0, 0, 0])
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + head + chunk("IDAT", [0x78, 0x9C, 3, 0, 0, 0, 0, 1]) + chunk("IEND", [])
  }

  @Test("an upload whose client leaves when all of it has come is done to its end")
  func clientGone() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let module = forum.application.forum
      let tenant = forum.application.defaultTenant.id
      let user = try #require(UserID(try await ada.get("me").data["id"].text))
      let principal = Principal(tenant: tenant, userID: user, permissions: [.postCreate])
      for number in 0..<10 {
        let file = try await module.uploadSpool.begin()
        try await file.append(TestImage.png)
        let upload = Upload(
          path: file.path, digest: try await file.finish(), head: Array(TestImage.png.prefix(FileType.headBytes)), isText: false,
          filename: try #require(FileName("\(number).png")), description: "")
        let uploading = Task { try await module.uploadAttachment(upload, by: principal, once: nil) }
        uploading.cancel()
        let view = try await uploading.value
        #expect(try await ada.get("attachments/\(view.attachment.id)/content").expect(200).bytes.count > 10)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try await ada.delete("attachments/\(view.attachment.id)").expect(204)
        #expect(try await forum.application.blobs.keys(of: tenant, after: nil, limit: 10).isEmpty)
      }
    }
  }

  @Test("lost bytes are told by the doctor and by a back-up, and come back with the next upload of them")
  func lost() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try await withStoredForum(in: folder + "/forum") { stored in
        let application = stored.forum.application
        let ada = try await stored.forum.member("ada")
        let id = try await ada.upload(TestImage.png, named: "a.png").expect(201).data["id"].text
        _ = try await ada.upload(Array("words".utf8), named: "a.txt").expect(201)
        func status() async throws -> ForumStatus.Part? {
          guard case .status(let status) = try await stored.line().call(.inspection) else { return nil }
          return status.parts.first { $0.name == "blobs" }
        }
        func missing(_ name: String) async throws -> Int? {
          let backup = Backup(config: stored.config, adapters: try TestAdapters.inMemory(), version: "test", logger: .silent)
          return try await backup.run(stored.line(), to: "\(folder)/\(name)", passphrase: nil).missingFiles
        }
        #expect(try await status()?.facts["blobs"] == "2")
        #expect(try await missing("whole") == nil)
        let picture = try await ada.get("attachments/\(id)").data["sha256"].text
        let keys = try await application.blobs.keys(of: application.defaultTenant.id, after: nil, limit: 10).filter { $0.name.hasPrefix(picture) }
        #expect(keys.count == 2)
        for key in keys { try await application.blobs.remove(key) }
        try await ada.get("attachments/\(id)/content").expect(503, "blob_missing")
        #expect(try await status()?.problem?.contains("2 files") == true)
        #expect(try await missing("lacking") == 2)
        _ = try await ada.upload(TestImage.png, named: "again.png").expect(201)
        try await ada.get("attachments/\(id)/content").expect(200)
        try await ada.get("attachments/\(id)/thumbnail").expect(200)
        #expect(try await status()?.problem == nil)
      }
    }
  }

  @Test("a file that a draft of its owner names stays as long as the draft, and holds up no other")
  func drafts() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let named = try await ada.upload(Array("named".utf8), named: "a.txt").expect(201).data["id"].text
      let others = try await bob.upload(Array("bob's".utf8), named: "b.txt").expect(201).data["id"].text
      _ = try await ada.upload(Array("not named".utf8), named: "c.txt").expect(201)
      let draft = "categories/\(try await forum.category())/draft"
      try await ada.put(draft, ["title": "t", "body": "![x](attachment:\(named)) ![y](attachment:\(others))"]).expect(200)
      let collect = forum.application.forum.collectAttachments
      forum.clock.advance(seconds: 86_401)
      #expect(try await collect.orphans() == 2)
      let later = try await forum.signIn("ada", "a long pass phrase for ada")
      try await later.get("attachments/\(named)").expect(200)
      try await later.delete(draft).expect(204)
      #expect(try await collect.orphans() == 1)
    }
  }

  @Test("a moderator who gives a post an earlier text back gives it its pictures back, too")
  func rolledBack() async throws {
    try await withForum { forum in
      let (ada, root) = (try await forum.member("ada"), try await forum.administrator())
      let id = try await ada.upload(TestImage.png, named: "a.png").expect(201).data["id"].text
      let thread = try await forum.thread(by: ada)["id"].text
      let body = "![a picture](attachment:\(id))"
      let post = try await ada.post("threads/\(thread)/posts", ["body": body]).expect(201).data["id"].text
      try await ada.patch("posts/\(post)", ["body": "Gone.", "attachment_ids": []], version: 1).expect(200)
      // An edit of a moderator brings nobody's files.
      #expect(try await root.patch("posts/\(post)", ["body": body], version: 2).expect(200).data["attachments"].items.isEmpty)
      let back = try await root.post("posts/\(post)/revisions/1/rollback", [:], [.ifMatch: "\"3\""]).expect(200)
      #expect(back.data["attachments"].items.map { $0["id"].text } == [id])
      try await forum.visitor.get("attachments/\(id)/content").expect(200)
    }
  }

  @Test("an image that says more pixels than a browser should decode is refused")
  func pixels() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      for (width, height) in [(65_535, 65_535), (65_536, 1), (1, 65_536), (10_001, 10_000), (0x7FFF_FFFF, 0x7FFF_FFFF)] as [(UInt32, UInt32)] {
        let answer = try await ada.upload(picture(width, height), named: "a.png")
        let slugs = ["image_too_large", "image_unreadable"]
        #expect(answer.status == 422 && slugs.contains(answer.json["code"].text), "\(width) \(height): \(answer.text)")
      }
      try await ada.upload(picture(65_535, 65_535), named: "a.png").expect(422, "image_too_large")
    }
  }

  @Test("an upload that is repeated under its key gets its answer when the account is full, and another one does not")
  func repeatedWhenFull() async throws {
    try await withForum(["attachments.unused_max": "1"]) { forum in
      let ada = try await forum.member("ada")
      let first = try await ada.upload(Array("words".utf8), named: "a.txt", Self.key).expect(201).data["id"].text
      #expect(try await ada.upload(Array("words".utf8), named: "a.txt", Self.key).expect(201).data["id"].text == first)
      try await ada.upload(Array("others".utf8), named: "b.txt").expect(409, "too_many_unused")
      try await ada.upload(Array("others".utf8), named: "b.txt", [HTTPField.Name("Idempotency-Key")!: "\"l\""]).expect(409, "too_many_unused")
    }
  }
}
