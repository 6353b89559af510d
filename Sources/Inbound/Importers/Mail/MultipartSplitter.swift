/// Cuts a multipart body at its boundary.
enum MultipartSplitter {
  /// The parts between lines that begin with `--boundary`; a missing end is forgiven, and a body without any boundary line is one part.
  static func parts(of body: ArraySlice<UInt8>, boundary: String) -> [ArraySlice<UInt8>] {
    let mark = Array("--\(boundary)".utf8)
    var parts: [ArraySlice<UInt8>] = []
    var start: Int?
    var line = body.startIndex
    while line < body.endIndex {
      let end = body[line...].firstIndex(of: 0x0a) ?? body.endIndex
      let next = min(end + 1, body.endIndex)
      if let isLast = delimiter(body[line..<end], mark) {
        if let start { parts.append(body[start..<max(start, line - 1)]) }
        start = next
        if isLast { return parts }
      }
      line = next
    }
    guard let start else { return [body] }
    if start < body.endIndex { parts.append(body[start...]) }
    return parts
  }

  /// nil for any other line; true for the one that ends the last part.
  private static func delimiter(_ line: ArraySlice<UInt8>, _ mark: [UInt8]) -> Bool? {
    guard line.starts(with: mark) else { return nil }
    let rest = line.dropFirst(mark.count)
    if rest.starts(with: "--".utf8) { return true }
    return rest.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? false : nil
  }
}
