import Foundation

/// Readers of JSON differ in which of two members of one name counts, so a signed text that has such twins says two things.
enum JSONMembers {
  /// Whether the object has two members of one name, however they are escaped. False for what is no object.
  static func hasTwins(_ json: [UInt8]) -> Bool {
    guard let object = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] else { return false }
    return count(json) != object.count
  }

  /// The colons between the outermost braces and outside of texts.
  private static func count(_ json: [UInt8]) -> Int {
    var (depth, count) = (0, 0)
    var (isInText, isEscaped) = (false, false)
    for byte in json {
      if isInText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ":") where depth == 1: count += 1
      default: break
      }
    }
    return count
  }
}
