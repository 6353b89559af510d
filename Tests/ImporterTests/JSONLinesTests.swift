import Forum
import ForumKernel
import Foundation
import Importers
import Support
import Testing

@Suite("JSON Lines") struct JSONLinesTests {
  private let place = ArchivePlace(file: "a.jsonl", line: 1)

  @Test("what is written is read again as the same") func roundTrip() throws {
    let text = ArchiveText(body: "a \"quoted\" / line\nand \u{2028} one more 🎈", format: .markdown)
    let author = ArchiveAuthor(id: "7", name: "Ada")
    let time = Timestamp(milliseconds: 1_700_000_000_042)
    var opening = ArchiveMessage(id: "9", board: "b", threadID: "9", parents: [], author: nil, postedAt: time, subject: "", tags: [], text: text)
    opening.editedAt = Timestamp(milliseconds: 1_700_000_000_043)
    opening.isLocked = true
    opening.isPinned = true
    let items: [ArchiveItem] = [
      .board(ArchiveBoard(id: "b", name: "Bees", slug: "bees", description: "All of\nthem.")), .message(opening),
      .message(
        ArchiveMessage(id: "1", board: "b", threadID: "1", parents: [], author: author, postedAt: time, subject: "s", tags: ["x"], text: text)),
      .message(ArchiveMessage(id: "2", board: "b", threadID: "1", parents: ["1"], author: nil, postedAt: time, subject: "", tags: [], text: text)),
      .comment(ArchiveComment(id: "3", board: "b", threadID: "1", parentID: "2", author: author, postedAt: time, text: text)),
    ]
    for item in items {
      let line = String(decoding: try #require(try JSONLinesWriter.line(item)), as: UTF8.self)
      #expect(line.hasSuffix("\n") && !line.dropLast().contains("\n"))
      #expect(try JSONLinesReader.record(line, at: place).item.get() == item)
    }
  }

  @Test(
    "what cannot be taken is named",
    arguments: [
      ("[]", "the line is not a JSON object"), ("{\"id\": \"1\"}", "the field posted_at is missing"),
      ("{\"id\": 1, \"posted_at\": \"\"}", "the field id has the wrong type"),
      ("{\"id\": \"\", \"posted_at\": \"2020-01-01T00:00:00Z\", \"body\": \"\"}", "the field id is empty or longer than 200 characters"),
      ("{\"id\": \"1\", \"posted_at\": \"today\", \"body\": \"\"}", "posted_at is not an RFC 3339 time"),
      ("{\"id\": \"1\", \"posted_at\": \"2020-01-01T00:00:00Z\", \"body\": \"\", \"edited_at\": \"\"}", "edited_at is not an RFC 3339 time"),
      ("{\"id\": \"1\", \"kind\": \"comment\", \"posted_at\": \"2020-01-01T00:00:00Z\", \"body\": \"\"}", "a comment without parent_id"),
    ])
  func faults(line: String, reason: String) {
    #expect(JSONLinesReader.record(line, at: place).reason?.hasPrefix(reason) == true)
  }

  @Test("what is put in another's place is told, and what stays as it is is not") func changes() throws {
    let line = #"{"id":"1","posted_at":"2020-01-01T00:00:00Z","author":"A\tB","subject":"one\ntwo","body":"x\u0000y"}"#
    let record = JSONLinesReader.record(line, at: place)
    #expect(
      record.changes == [
        "U+0000 in the body became U+FFFD", "control characters in the author's name became blanks",
        "control characters in the subject became blanks",
      ])
    #expect(record.message?.text.body == "x\u{FFFD}y" && record.message?.subject == "one two")
    let board = #"{"kind":"board","id":"b","board":"b","subject":"a\u0007b","body":"c\u0000"}"#
    #expect(JSONLinesReader.record(board, at: place).changes.count == 2)
    #expect(JSONLinesReader.record(#"{"id":"1","posted_at":"2020-01-01T00:00:00Z","body":"x\ny"}"#, at: place).changes.isEmpty)
  }

  @Test("a line that is too long or not UTF-8 is passed over, and the next one is read") func badLines() async throws {
    let good = "{\"id\": \"1\", \"posted_at\": \"2020-01-01T00:00:00Z\", \"body\": \"x\"}"
    let found = try await withFolder { folder in
      let long = Data(repeating: UInt8(ascii: "x"), count: ImportLimits.lineBytesMax + 5_000_000)
      try (long + Data("\n".utf8) + Data([0xFF, 0x0A]) + Data(good.utf8)).write(to: URL(fileURLWithPath: folder + "/a.jsonl"))
      var reader = try JSONLinesReader(path: folder + "/a.jsonl")
      var found: [ArchiveRecord] = []
      while let record = try reader.next() { found.append(record) }
      #expect(reader.progress.done == reader.progress.total)
      return found
    }
    #expect(found.map(\.place.line) == [1, 2, 3] && found.map { $0.reason == nil } == [false, false, true])
  }

  @Test("a packed file is refused as a whole") func packed() async throws {
    let error = await #expect(throws: AppError.self) {
      try await withFolder { folder in
        try Data([0x1F, 0x8B, 0x08, 0x0A, 0x0A]).write(to: URL(fileURLWithPath: folder + "/a.jsonl.gz"))
        _ = try records(JSONLinesReader(path: folder + "/a.jsonl.gz"))
      }
    }
    #expect(error?.slug == "file_packed" && error?.message.contains("unpack") == true)
  }
}
