import ForumKernel

/// The text after the `?` as names and values.
enum QueryString {
  /// More parameters than any endpoint has.
  static let parametersMax = 32

  /// Percent-decoded pairs in their order. Throws `invalid` (`malformed_query`) for what is no UTF-8 and for too many parameters.
  static func parse(_ query: Substring) throws(AppError) -> [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = []
    for part in query.split(separator: "&", omittingEmptySubsequences: true) {
      guard pairs.count < parametersMax else { throw malformed("There are more than \(parametersMax) query parameters.") }
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decode(sides[0], isForm: true), let value = sides.count > 1 ? decode(sides[1], isForm: true) : "" else {
        throw malformed("The query is not percent-encoded UTF-8.")
      }
      pairs.append((name, value))
    }
    return pairs
  }

  /// Undoes percent encoding; with `isForm` a plus is a space. nil for broken escapes and for bytes that are not UTF-8.
  static func decode(_ text: Substring, isForm: Bool) -> String? {
    let utf8 = text.utf8
    guard utf8.contains(where: { $0 == UInt8(ascii: "%") || ($0 == UInt8(ascii: "+") && isForm) }) else { return String(text) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where isForm: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func malformed(_ detail: String) -> AppError { AppError(.invalid, "malformed_query", detail, isMalformed: true) }
}
