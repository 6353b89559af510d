import Forum
import ForumKernel

/// A link's address with an allowed scheme; `attachment:` and an id stand for where the API has the bytes. Read as browsers do: line breaks and tabs vanish,
/// spaces and control characters around it too.
struct SafeAddress {
  enum Kind { case web, mail, local, attachment }

  let kind: Kind
  let bytes: [UInt8]

  /// `value` has its character references decoded. nil for every other scheme and for addresses relative to a page.
  init?(_ value: ArraySlice<UInt8>) {
    var bytes = value.filter { $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    bytes.removeFirst(bytes.prefix { $0 <= 0x20 }.count)
    guard bytes.count <= RenderingLimits.addressBytesMax, !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
    func begins(_ prefix: String) -> Bool { bytes.count > prefix.utf8.count && bytes.lazy.map(\.asciiLowercased).starts(with: prefix.utf8) }
    if begins("https://") || begins("http://") {
      kind = .web
    } else if begins("mailto:") {
      kind = .mail
    } else if bytes.first == UInt8(ascii: "#") || (bytes.first == UInt8(ascii: "/") && !begins("//") && !begins("/\\")) {
      kind = .local
    } else if begins("attachment:"), let id = AttachmentID(String(decoding: bytes.dropFirst("attachment:".utf8.count), as: UTF8.self)) {
      kind = .attachment
      self.bytes = Array(Attachment.path(of: id).utf8)
      return
    } else {
      return nil
    }
    self.bytes = bytes
  }
}
