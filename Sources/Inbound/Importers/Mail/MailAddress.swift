import Forum

/// Who sent a message: `Ada <ada@example.org>`, `ada@example.org (Ada)`, or the same with ` at ` for `@`, as public archives write it.
struct MailAddress: Equatable {
  /// In lower case.
  let address: String
  let name: String?

  /// nil when there is no address in it.
  init?(_ raw: [UInt8]) {
    let text = Charset.guess(raw).text
    let address: Substring
    let name: String
    if let open = text.lastIndex(of: "<"), let close = text[open...].firstIndex(of: ">") {
      address = text[text.index(after: open)..<close]
      name = String(text[..<open])
    } else if let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close {
      address = text[..<open]
      name = String(text[text.index(after: open)..<close])
    } else {
      address = Substring(text)
      name = ""
    }
    let plain = PlainText.collapsed(String(address).replacing(" at ", with: "@")).filter { $0 != " " && $0 != "\"" }.lowercased()
    guard !plain.isEmpty else { return nil }
    self.address = plain
    let decoded = PlainText.collapsed(EncodedWords.decode(Array(name.filter { $0 != "\"" && $0 != "\\" }.utf8)))
    self.name = decoded.isEmpty ? nil : decoded
  }

  /// Under a name that shows no address.
  var author: ArchiveAuthor {
    ArchiveAuthor(id: String(address.prefix(ImportLimits.idLengthMax)), name: name ?? String(address.prefix { $0 != "@" }))
  }
}
