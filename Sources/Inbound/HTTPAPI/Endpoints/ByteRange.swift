import HTTPTypes

/// What of a file is asked for (RFC 9110 §14).
enum ByteRange: Equatable {
  case whole
  case part(Range<Int64>)
  /// It begins behind the end.
  case outside

  /// One range of a file of `size` bytes. Several ones, and what can't be read, count as none: RFC 9110 §14.2 allows it. So does a range of another version than
  /// the one that is there: `tag`.
  init(_ headers: HTTPFields, size: Int64, tag: String) {
    guard let field = headers[.range], headers[.ifRange].map({ $0 == tag }) ?? true else {
      self = .whole
      return
    }
    self = Self.parse(field, size: size)
  }

  private static func parse(_ field: String, size: Int64) -> ByteRange {
    let halves = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, halves[0].lowercased() == "bytes" else { return .whole }
    let ends = halves[1].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = number(ends[0]), let last = number(ends[1]) else { return .whole }
    switch (first, last) {
    case (nil, nil): return .whole
    case (nil, let count?): return count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .outside
    case (let first?, let last):
      if let last, last < first { return .whole }
      return first < size ? .part(first..<min(size, (last ?? size - 1).addingReportingOverflow(1).partialValue)) : .outside
    }
  }

  /// nil within for nothing; nil for what is no number.
  private static func number(_ text: Substring) -> Int64?? {
    if text.isEmpty { return .some(nil) }
    guard text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }
}
