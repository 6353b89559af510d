import Forum

/// The text of a message, out of its parts. Of alternatives the plain one is taken, else HTML; what is no text is left out and told.
struct MailBody {
  private(set) var texts: [ArchiveText] = []
  /// What could not be kept as it was.
  private(set) var changes: [String] = []
  private var partCount = 0

  init(_ headers: MailHeaders, _ body: ArraySlice<UInt8>) {
    texts = read(headers, body, depth: 0)
  }

  /// All parts as one text: HTML when one of them is.
  var text: ArchiveText {
    if texts.count == 1 { return texts[0] }
    guard texts.contains(where: { $0.format == .html }) else {
      return ArchiveText(body: texts.map(\.body).joined(separator: "\n\n"), format: .text)
    }
    let parts = texts.map { $0.format == .html ? $0.body : "<pre>\(Self.escaped($0.body))</pre>" }
    return ArchiveText(body: parts.joined(separator: "\n"), format: .html)
  }

  private mutating func read(_ headers: MailHeaders, _ body: ArraySlice<UInt8>, depth: Int) -> [ArchiveText] {
    let type = HeaderParameters(headers.plain("content-type") ?? "text/plain")
    if type.value.hasPrefix("multipart/"), let boundary = type["boundary"], !boundary.isEmpty, depth < ImportLimits.partDepthMax {
      return parts(of: body, boundary, isAlternative: type.value == "multipart/alternative", depth: depth)
    }
    if type.value == "message/rfc822", depth < ImportLimits.partDepthMax {
      let (inner, rest) = MailHeaders.split(body)
      return read(inner, rest, depth: depth + 1)
    }
    guard type.value.hasPrefix("text/") || type.value.isEmpty || !type.value.contains("/") else {
      changes.append("an attachment (\(PlainText.line(String(type.value.prefix(60))))) was left out")
      return []
    }
    let (bytes, encodingNote) = TransferEncoding.decode(body, headers.plain("content-transfer-encoding"))
    let decoded = Charset.decode(bytes, as: type["charset"])
    changes += [encodingNote, decoded.note].compactMap { $0 }
    let text = Self.trimmed(PlainText.storable(decoded.text.replacing("\r\n", with: "\n"), "the body", &changes))
    return text.isEmpty ? [] : [ArchiveText(body: text, format: type.value == "text/html" ? .html : .text)]
  }

  private mutating func parts(of body: ArraySlice<UInt8>, _ boundary: String, isAlternative: Bool, depth: Int) -> [ArchiveText] {
    var found: [[ArchiveText]] = []
    for part in MultipartSplitter.parts(of: body, boundary: boundary) {
      partCount += 1
      guard partCount <= ImportLimits.partsMax else {
        changes.append("parts after the first \(ImportLimits.partsMax) were left out")
        break
      }
      let (headers, rest) = MailHeaders.split(part)
      found.append(read(headers, rest, depth: depth + 1))
    }
    guard isAlternative else { return found.flatMap { $0 } }
    let filled = found.filter { !$0.isEmpty }
    return filled.first { $0.allSatisfy { $0.format == .text } } ?? filled.last ?? []
  }

  /// Without the blank lines around it.
  private static func trimmed(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.firstIndex(where: { !$0.allSatisfy(\.isWhitespace) }),
      let last = lines.lastIndex(where: { !$0.allSatisfy(\.isWhitespace) })
    else { return "" }
    return lines[first...last].joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
