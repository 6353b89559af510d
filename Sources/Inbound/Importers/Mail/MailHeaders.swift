/// The header block of a message or of a part, unfolded.
struct MailHeaders {
  private var fields: [(name: String, value: [UInt8])] = []

  /// The value of the first field of this name, which is in lower case; bytes as they are.
  func raw(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }

  /// The same as text in which encoded words are decoded.
  func text(_ name: String) -> String? { raw(name).map { EncodedWords.decode($0) } }

  /// The same as text, read as it is: for ids and parameters.
  func plain(_ name: String) -> String? { raw(name).map { Charset.guess($0).text } }

  /// Reads the headers at the beginning of `bytes`; the rest is the body. A line that is no header begins the body, also without a blank line before.
  static func split(_ bytes: ArraySlice<UInt8>) -> (headers: MailHeaders, body: ArraySlice<UInt8>) {
    var headers = MailHeaders()
    var rest = bytes
    while let end = rest.firstIndex(of: 0x0a) ?? (rest.isEmpty ? nil : rest.endIndex) {
      let line = rest[..<end]
      let after = end < rest.endIndex ? rest[(end + 1)...] : rest[end...]
      if line.isEmpty { return (headers, after) }
      if line.first == 0x20 || line.first == 0x09, !headers.fields.isEmpty {
        headers.fields[headers.fields.count - 1].value += [0x20] + line.drop { $0 == 0x20 || $0 == 0x09 }
      } else if isHeader(line), headers.fields.count < ImportLimits.headersMax, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        headers.fields.append((name, Array(line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 })))
      } else {
        return (headers, rest)
      }
      rest = after
    }
    return (headers, rest)
  }

  /// Whether a line looks like `Name: value`.
  static func isHeader(_ line: some Collection<UInt8>) -> Bool {
    var length = 0
    for byte in line {
      if byte == UInt8(ascii: ":") { return length > 0 }
      guard byte > 0x20, byte < 0x7f else { return false }
      length += 1
    }
    return false
  }
}
