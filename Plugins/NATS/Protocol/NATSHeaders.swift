/// The header block of a message: a status for answers of the server itself, and fields.
public struct NATSHeaders: Sendable, Equatable {
  /// 100 heartbeat or flow control, 404 nothing there, 408 time over, 409 consumer changed, 503 no responders; nil: an ordinary message.
  public let status: Int?
  /// What follows the status.
  public let text: String
  private var fields: [(name: String, value: String)]

  static let version = "NATS/1.0"

  init(_ fields: [(name: String, value: String)] = []) {
    (status, text) = (nil, "")
    self.fields = fields
  }

  /// Reads a block that begins with `NATS/1.0` and ends with an empty line; nil when it is not one.
  init?(_ bytes: some Collection<UInt8>) {
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)[...]
    guard let first = lines.popFirst(), first.hasPrefix(Self.version) else { return nil }
    let words = first.dropFirst(Self.version.count).split(separator: " ", maxSplits: 1)
    if let word = words.first {
      guard let number = Int(word) else { return nil }
      status = number
    } else {
      status = nil
    }
    text = words.count > 1 ? String(words[1]) : ""
    fields = []
    for line in lines where !line.isEmpty {
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields.append((String(line[..<colon]), String(value)))
    }
  }

  /// The first value of that name, in any case.
  public subscript(name: String) -> String? { fields.first { $0.name.lowercased() == name.lowercased() }?.value }

  /// As it is sent. Line breaks in values would be fields of their own: they become spaces.
  var block: [UInt8] {
    var text = Self.version + "\r\n"
    for (name, value) in fields {
      text += "\(name): \(String(value.map { $0.isNewline ? " " : $0 }))\r\n"
    }
    return Array((text + "\r\n").utf8)
  }

  public static func == (a: NATSHeaders, b: NATSHeaders) -> Bool {
    a.status == b.status && a.text == b.text && a.fields.elementsEqual(b.fields) { $0 == $1 }
  }
}
