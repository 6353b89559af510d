import ForumKernel
import Foundation

/// A mail as RFC 5322 wants it: what a file holds and a server takes.
struct MailMessage: Sendable {
  let mail: Mail
  /// An address, or a name and an address in angle brackets.
  let sender: String

  var bytes: [UInt8] {
    let domain = sender.split(separator: "@").last.map { $0.filter { $0 != ">" } } ?? "localhost"
    let head =
      [
        "From: \(sender)", "To: \(mail.recipient)", "Subject: \(Self.encoded(mail.subject))", "Message-ID: <\(mail.id)@\(domain)>",
        "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
      ] + (mail.unsubscribe.map { ["List-Unsubscribe: <\($0)>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"] } ?? [])
    let body = Data(mail.text.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body + "\r\n").utf8)
  }

  /// RFC 2047, in words of at most 75 characters, where the text is not plain ASCII.
  static func encoded(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) || text.contains("=?") else { return text }
    var words: [String] = []
    var word: [UInt8] = []
    for character in text {
      if word.count + character.utf8.count > 45 {
        words.append(Data(word).base64EncodedString())
        word = []
      }
      word += Array(character.utf8)
    }
    words.append(Data(word).base64EncodedString())
    return words.map { "=?utf-8?B?\($0)?=" }.joined(separator: "\r\n ")
  }
}
