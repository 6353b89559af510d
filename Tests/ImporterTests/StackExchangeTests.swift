import Forum
import ForumKernel
import Foundation
import Importers
import Support
import Testing

@Suite("Stack Exchange dump") struct StackExchangeTests {
  static let dump = [
    "Users.xml": "<users>\n  <row Id=\"-1\" DisplayName=\"Community\" />\n  <row Id=\"7\" DisplayName=\"Tom &amp; Jerry\" />\n</users>",
    "Posts.xml": """
    \u{FEFF}<?xml version="1.0" encoding="utf-8"?>
    <!DOCTYPE posts SYSTEM 'file:///etc/passwd'>
    <posts>
      <row Id="1" PostTypeId="1" CreationDate="2014-01-21T20:26:05.383" Body="&lt;p&gt;Why?&lt;/p&gt;&#xA;" OwnerUserId="7" Title="Why?" Tags="&lt;hops&gt;&lt;no good&gt;" />
      <row Id="2" PostTypeId="2" ParentId="1" CreationDate="2014-01-22T20:26:05.383" Body="&lt;p&gt;So.&lt;/p&gt;" OwnerDisplayName="gone" />
      <row Id="3" PostTypeId="5" CreationDate="2014-01-22T20:26:05.383" Body="a wiki" />
      <row Id="4" PostTypeId="2" CreationDate="2014-01-22T20:26:05.383" Body="no parent" />
    </posts>
    """,
    "Comments.xml": "<comments><row Id=\"1\" PostId=\"2\" Text=\"*Indeed*\" CreationDate=\"2014-01-23T00:00:00.000\" UserId=\"7\" /></comments>",
    "Votes.xml": "<votes><row Id=\"1\" PostId=\"2\" VoteTypeId=\"2\" />\n<row Id=\"2\" PostId=\"2\" VoteTypeId=\"3\" /></votes>",
  ]

  private func read(_ changes: [String: String] = [:]) async throws -> [ArchiveRecord] {
    try await withFolder { folder in
      for (name, content) in Self.dump.merging(changes, uniquingKeysWith: { $1 }) {
        try Data(content.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      }
      return try records(StackExchangeReader(directory: folder, board: "Beer"))
    }
  }

  @Test("questions, answers, comments and upward votes come in, everything else with its place") func reading() async throws {
    let found = try await read()
    let items = found.compactMap { try? $0.item.get() }
    #expect(items.first == .author(ArchiveAuthor(id: "u-1", name: "Community")))
    let messages = found.compactMap(\.message)
    #expect(messages.map(\.id) == ["p1", "p2"] && messages.map(\.parents) == [[], ["p1"]])
    #expect(messages[0].author == ArchiveAuthor(id: "u7", name: "user7") && messages[1].author == ArchiveAuthor(id: "name:gone", name: "gone"))
    #expect(messages[0].text == ArchiveText(body: "<p>Why?</p>\n", format: .html) && messages[0].tags == ["hops", "no good"])
    #expect(items.last == .vote(ArchiveVote(id: "v1", postID: "p2", kind: "like")))
    #expect(
      found.compactMap { record in record.reason.map { "\(record.place.file.split(separator: "/").last ?? ""):\(record.place.line): \($0)" } } == [
        "Posts.xml:6: a post of type 5 is neither question nor answer", "Posts.xml:7: the attribute ParentId is missing",
        "Votes.xml:2: a vote of type 3 has no counterpart",
      ])
  }

  @Test(
    "a document's own entities are refused, and nothing outside is read",
    arguments: [
      "<!DOCTYPE users [<!ENTITY a \"b\">]><users><row Id=\"1\" DisplayName=\"&a;\" /></users>",
      "<!DOCTYPE users [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><users><row Id=\"1\" DisplayName=\"x\" />&a;</users>",
      "<!DOCTYPE users [<!ENTITY % a SYSTEM \"file:///etc/passwd\"> %a;]><users />",
    ])
  func entities(users: String) async throws {
    let error = await #expect(throws: AppError.self) { _ = try await read(["Users.xml": users]) }
    #expect(error?.slug == "malformed_dump" && error?.message.contains("entities") == true)
  }

  @Test("a dump without votes and comments is read, one without posts is refused") func missingFiles() async throws {
    let (missing, found) = try await withFolder { folder in
      try Data(Self.dump["Posts.xml", default: ""].utf8).write(to: URL(fileURLWithPath: "\(folder)/Posts.xml"))
      let reader = try StackExchangeReader(directory: folder, board: "Beer")
      return (reader.missing, try records(reader))
    }
    #expect(missing == ["Users.xml", "Comments.xml", "Votes.xml"] && found.compactMap(\.message).count == 2)
    let error = await #expect(throws: AppError.self) {
      try await withFolder { _ = try StackExchangeReader(directory: $0, board: "Beer") }
    }
    #expect(error?.slug == "file_not_found")
  }

  @Test("of a dump that is cut everything before the cut is read, to the last whole row", arguments: [1, 2, 20, 400, 2000])
  func cut(rows: Int) async throws {
    let whole = (1...2000).map { "<row Id=\"\($0)\" PostTypeId=\"1\" CreationDate=\"2014-01-21T20:26:05.383\" Body=\"b\" Title=\"t\" />" }
    for end in ["", "<row Id=\"9\" PostTy", "<row Id=9 />\n</posts>"] {
      try await withFolder { folder in
        let text = "<posts>\n" + whole.prefix(rows).joined(separator: "\n") + "\n" + end
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/Posts.xml"))
        var reader = try StackExchangeReader(directory: folder, board: "Beer")
        var found = 0
        let error = #expect(throws: AppError.self) { while let record = try reader.next() { found += record.message == nil ? 0 : 1 } }
        #expect(found == rows && error?.slug == "malformed_dump")
      }
    }
  }

  @Test("what is no XML is refused with its place") func brokenFiles() async throws {
    let error = await #expect(throws: AppError.self) { _ = try await read(["Posts.xml": "<posts>\n<row Id=1 />\n</posts>"]) }
    #expect(error?.message.contains("Posts.xml:2") == true)
  }
}
