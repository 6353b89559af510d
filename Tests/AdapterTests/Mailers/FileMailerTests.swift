import ForumKernel
import Foundation
import Support
import Testing

@testable import Mailers

@Suite("Mails as files") struct FileMailerTests {
  private let id = RawID(high: 1, low: 2)

  private static func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mail-\(UUID().uuidString)").path
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    try await body(folder)
  }

  private static func headers(_ message: String) -> [String] {
    String(message.prefix(upTo: message.range(of: "\r\n\r\n")?.lowerBound ?? message.endIndex)).components(separatedBy: "\r\n").filter {
      !$0.hasPrefix(" ")
    }.compactMap { $0.split(separator: ":").first.map(String.init) }
  }

  @Test("the mails to an address can be taken away, and no others") func forgotten() async throws {
    try await Self.withFolder { folder in
      let mailer = try FileMailer(directory: folder, sender: "Forum <forum@example.org>")
      for (number, recipient) in ["ada@example.org", "nada@example.org", "ada@example.org.uk", "Ada@Example.org"].enumerated() {
        let mail = try Mail(id: RawID(high: 1, low: UInt64(number)), recipient: recipient, subject: "Hello", text: "To: ada@example.org\n")
        try await mailer.send(mail)
      }
      #expect(try await mailer.forget(recipient: "ada@example.org") == 2)
      #expect(try await mailer.forget(recipient: "ada@example.org") == 0)
      let kept = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(kept == [1, 2].map { "\(RawID(high: 1, low: UInt64($0))).eml" })
    }
  }

  @Test("a mail becomes one file for its owner alone, and replaces itself when it comes again") func oneFile() async throws {
    try await Self.withFolder { folder in
      let mailer = try FileMailer(directory: folder, sender: "Forum <forum@example.org>")
      for text in ["first", "A line.\n\nÜmläute, and a very long line: \(String(repeating: "x", count: 2000))\n"] {
        try await mailer.send(try Mail(id: id, recipient: "ada@example.org", subject: "Hello", text: text))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["\(id).eml"])
      let path = "\(folder)/\(id).eml"
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
      let message = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
      #expect(message.hasPrefix("From: Forum <forum@example.org>\r\nTo: ada@example.org\r\nSubject: Hello\r\nMessage-ID: <\(id)@example.org>\r\n"))
      let body = try #require(message.components(separatedBy: "\r\n\r\n").last)
      #expect(body.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 76 })
      let text = try #require(Data(base64Encoded: body, options: .ignoreUnknownCharacters))
      #expect(String(decoding: text, as: UTF8.self).hasPrefix("A line.\n\nÜmläute"))
    }
  }

  @Test(
    "an address or a subject that would begin another header field is refused",
    arguments: [
      "a@b.org\r\nBcc: eve@example.org", "a@b.org\nBcc: x", "a@b.org\rX: y", "a@b.org\u{0}", "a@b.org\u{2028}X: y", "a@b.org\u{85}X: y", "", "nobody",
    ]) func brokenHeaders(_ text: String)
  {
    #expect(throws: AppError.self) { try Mail(id: id, recipient: text, subject: "Hello", text: "") }
    guard text.contains(where: { $0.isNewline || $0 == "\u{0}" }) else { return }
    #expect(throws: AppError.self) { try Mail(id: id, recipient: "ada@example.org", subject: text, text: "") }
  }

  @Test(
    "a subject in any script is encoded into header words of their length, and nothing else gets into the header",
    arguments: ["Grüße", "日本語の件名がとても長い場合でも行は短いままであること、これは大切です。", "plain =?utf-8?B?eA==?= trick", String(repeating: "é", count: 500)]) func subjects(
      _ subject: String
    ) throws
  {
    let mail = try Mail(id: id, recipient: "ada@example.org", subject: subject, text: "x\r\nBcc: y\r\n.\r\n")
    let message = String(decoding: MailMessage(mail: mail, sender: "forum@example.org").bytes, as: UTF8.self)
    #expect(
      Self.headers(message) == ["From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"])
    #expect(message.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 86 && $0.utf8.allSatisfy { $0 < 0x80 } })
    let words = MailMessage.encoded(subject).components(separatedBy: "\r\n ").map { $0.dropFirst(10).dropLast(2) }
    #expect(words.map { String(decoding: Data(base64Encoded: String($0)) ?? Data(), as: UTF8.self) }.joined() == subject)
  }
}
