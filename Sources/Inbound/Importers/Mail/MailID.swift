import Crypto

/// Ids of messages, short enough to be kept.
enum MailID {
  /// The ids in a `References` or `In-Reply-To` field, in order; words between them are passed over.
  static func all(in text: String?) -> [String] {
    guard let text else { return [] }
    return text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1).compactMap { part in
      guard let end = part.firstIndex(of: ">"), end > part.startIndex else { return nil }
      return key(part[..<end])
    }
  }

  /// The id in a `Message-ID` field: in angle brackets, or what stands there without.
  static func own(_ text: String?) -> String? {
    if let id = all(in: text).first { return id }
    guard let bare = text.map(PlainText.collapsed), !bare.isEmpty, !bare.contains(where: { $0 == " " || $0 == "<" }) else { return nil }
    return key(bare[...])
  }

  /// For a message without an id: made of what it says, so that it is known again.
  static func made(of bytes: [UInt8]) -> String { "no-id:" + digest(bytes) }

  private static func key(_ text: Substring) -> String {
    let id = PlainText.collapsed(String(text))
    return id.count <= ImportLimits.idLengthMax ? id : "long-id:" + digest(Array(id.utf8))
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
