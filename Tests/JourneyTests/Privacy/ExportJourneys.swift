import Auth
import ForumKernel
import Foundation
import HTTPTypes
import Support
import Testing

@testable import ForumRuntime

@Suite("An export of what the forum knows about somebody") struct ExportJourneys {
  @Test("is made beside everything else, holds what is theirs and nothing else's, and ends")
  func whole() async throws {
    try await withForum { forum in
      let (root, ada, melusine) = (try await forum.administrator(), try await forum.member("ada"), try await forum.member("melusine"))
      let thread = try await forum.thread(by: melusine, title: "Springs", body: "Where the water is.")["id"].text
      for number in 0..<30 {
        try await melusine.post("threads/\(thread)/posts", ["body": "Spring \(number) \(String(repeating: "water ", count: 2000))"]).expect(201)
      }
      try await ada.post("threads/\(thread)/posts", ["body": "A secret of Ada."]).expect(201)
      try await melusine.get("me/export").expect(404, "export_not_found")
      #expect(try await melusine.post("me/export").expect(202).data["state"].text == "running")
      try await melusine.post("me/export").expect(409, "export_running")
      try await forum.sagasEnded(root)
      let export = try await melusine.get("me/export").expect(200).data
      #expect(export["state"].text == "done" && export["percent"].number == 100 && export["entries"].number > 33)
      let answer = try await melusine.get("me/export/archive").expect(200)
      #expect(answer.headers[.contentType] == "application/x-tar")
      let files = Self.files(answer.text)
      #expect(files.keys.contains("posts-2.jsonl") && files["account.jsonl"]?.contains("melusine@example.org") == true)
      let posts = files.filter { $0.key.hasPrefix("posts") }.values.flatMap { $0.split(separator: "\n") }
      #expect(posts.count == 31 && posts.allSatisfy { (try? JSON($0.utf8)["created_at"].text.hasSuffix("Z")) == true })
      #expect(!answer.text.contains("A secret of Ada."))
      try await ada.get("me/export/archive").expect(404, "export_not_found")
      try await melusine.post("me/export").expect(429, "export_too_soon")
      forum.clock.advance(seconds: 8 * 86_400)
      #expect(try await forum.application.auth.exportAccount.removeExpired() == 1)
    }
  }

  @Test("holds the files that somebody uploaded, with what they said of them")
  func uploads() async throws {
    try await withForum { forum in
      let (root, melusine) = (try await forum.administrator(), try await forum.member("melusine"))
      let id = try await melusine.upload(Array("The words of a file.".utf8), named: "springs.txt", description: "Where they are").expect(201).data[
        "id"
      ].text
      _ = try await forum.member("ada").upload(Array("A secret of Ada.".utf8), named: "a.txt").expect(201)
      try await melusine.post("me/export").expect(202)
      try await forum.sagasEnded(root)
      let answer = try await melusine.get("me/export/archive").expect(200)
      let files = Self.files(answer.text)
      #expect(files["attachments/\(id).text"] == "The words of a file." && !answer.text.contains("A secret of Ada."))
      #expect(files["attachments.jsonl"]?.contains("springs.txt") == true && files["attachments.jsonl"]?.contains("Where they are") == true)
      #expect(answer.bytes.count % 512 == 0 && answer.bytes.suffix(1024).allSatisfy { $0 == 0 })
    }
  }

  @Test("holds what is planned: the thread that waits, and when it is published")
  func planned() async throws {
    try await withForum { forum in
      let (root, melusine) = (try await forum.administrator(), try await forum.member("melusine"))
      let due = "\(forum.clock.now.adding(seconds: 86_400))"
      let thread = try await melusine.post(
        "threads", ["category_id": try await forum.category(), "title": "Soon", "body": "The water.", "publish_at": due]
      ).expect(201).data["id"].text
      try await melusine.post("me/export").expect(202)
      try await forum.sagasEnded(root)
      let files = Self.files(try await melusine.get("me/export/archive").expect(200).text)
      let planned = try JSON(try #require(files["planned.jsonl"]).utf8)
      #expect(planned["thread_id"].text == thread && planned["change"].text == "publish" && planned["due_at"].text == due)
      #expect(files["threads.jsonl"]?.contains("Soon") == true)
    }
  }

  /// The files of a tar archive, by name.
  private static func files(_ text: String) -> [String: String] {
    var (files, rest) = ([String: String](), Array(text.utf8)[...])
    while let header = TarHeader(Array(rest.prefix(TarHeader.blockBytes))), !header.name.isEmpty {
      let start = rest.startIndex + TarHeader.blockBytes
      files[header.name] = String(decoding: rest[start..<start + Int(header.bytes)], as: UTF8.self)
      rest = rest[(start + Int(header.bytes) + TarHeader.padding(after: header.bytes))...]
    }
    return files
  }
}
