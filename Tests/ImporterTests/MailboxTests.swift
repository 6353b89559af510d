import Forum
import ForumKernel
import Testing

@testable import Importers

@Suite("Mailbox") struct MailboxTests {
  @Test("messages are cut at lines that look like an envelope, with a blank line before or a header after") func framing() async throws {
    let first =
      "From ada at example.org  Fri Jan  1 00:27:50 2010\nMessage-ID: <1@x>\nDate: Fri, 1 Jan 2010 12:00:00 +0000\n\nFrom here on it is easy.\n"
    let quoted = ">From the start it was.\nFrom ada Fri Jan  1 00:27:50 2010\nis what such a line looks like.\n"
    let second = "From bob at example.org  Sat Jan  2 00:00:00 2010\nMessage-ID: <2@x>\n\nTwo.\n"
    let found = try await mail(first + quoted + second)
    #expect(found.map { $0.message?.id } == ["1@x", "2@x"])
    #expect(
      found[0].message?.text.body
        == "From here on it is easy.\nFrom the start it was.\nFrom ada Fri Jan  1 00:27:50 2010\nis what such a line looks like.")
    #expect(found.map(\.place.line) == [1, 9])
  }

  @Test("what stands before the first message is reported, and a file without any is refused with its place") func strangeFiles() async throws {
    #expect(try await mail("junk\n" + message("Message-ID: <1@x>", "One.")).map(\.reason) == ["text before the first message", nil])
    #expect(try await mail("\n\n").isEmpty)
    await #expect(throws: AppError.self) { _ = try await mail("{\"id\": 1}\n") }
  }

  @Test("a message without id is known by what it says, one without date by its envelope") func missingFields() async throws {
    let text = "From ada at example.org  Fri Jan  1 00:27:50 2010\nFrom: ada at example.org (Ada)\n\nHello.\n"
    let once = try await mail(text), again = try await mail("\n" + text)
    #expect(once[0].message?.id == again[0].message?.id)
    #expect(once[0].message?.postedAt == Timestamp("2010-01-01T00:27:50Z"))
    #expect(once[0].changes.count == 2)
  }

  @Test("parents are In-Reply-To first, then References from the last one on, none twice") func parents() async throws {
    let headers = "Message-ID: <4@x>\nIn-Reply-To: Your message of Friday <3@x>\nReferences: <1@x>\n\t<2@x> <3@x>"
    let found = try await mail(message(headers, "Four."))
    #expect(found[0].message?.parents == ["3@x", "2@x", "1@x"] && found[0].message?.threadID == nil)
  }

  @Test(
    "a sender has a name that shows no address",
    arguments: [
      ("From: ada at example.org (Ada Lovelace)", "Ada Lovelace"), ("From: \"Ada, L.\" <Ada@Example.org>", "Ada, L."),
      ("From: ada@example.org", "ada"), ("From: ada at example.org (=?UTF-8?Q?Ad=C3=A1?=)", "Adá"),
    ])
  func senders(header: String, name: String) async throws {
    let author = try await mail(message("Message-ID: <1@x>\n" + header, "One."))[0].message?.author
    #expect(author == ArchiveAuthor(id: "ada@example.org", name: name))
  }

  @Test(
    "dates of all ages are read",
    arguments: [
      ("Fri, 1 Jan 2010 17:27:50 +1800", "2009-12-31T23:27:50.000Z"), ("1 Jan 70 00:00:01 GMT", "1970-01-01T00:00:01.000Z"),
      ("Thu, 29 Feb 2024 23:59:59 -0500 (EST)", "2024-03-01T04:59:59.000Z"), ("Fri, 1 Jan 2010 12:00 EDT", "2010-01-01T16:00:00.000Z"),
    ])
  func dates(text: String, moment: String) { #expect(MailDate.parse(text)?.description == moment) }

  @Test(
    "what is no date is none",
    arguments: ["", "yesterday", "31 Feb 2010 12:00:00 +0000", "1 Jan 2010 25:00:00", "1 Jan 99999 12:00:00", "Fri, , 2010"])
  func noDates(text: String) { #expect(MailDate.parse(text) == nil) }

  @Test("a date in the future is not believed") func future() async throws {
    let text = message("Message-ID: <1@x>", "One.").replacing("1 Jan 2010 12", with: "1 Jan 2090 12")
    let found = try await mail(text)
    #expect(found[0].message?.postedAt == Timestamp("2010-01-01T00:27:50Z") && found[0].changes.count == 1)
  }
}
