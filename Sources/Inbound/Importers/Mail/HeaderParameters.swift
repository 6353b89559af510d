/// The value of a header with parameters: `text/plain; charset="utf-8"; format=flowed`.
struct HeaderParameters {
  /// In lower case, without blanks.
  let value: String
  private let parameters: [String: String]

  init(_ text: String) {
    var parts: [String] = [""]
    var isQuoted = false
    var isEscaped = false
    for character in text {
      if isEscaped {
        parts[parts.count - 1].append(character)
        isEscaped = false
      } else if isQuoted && character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == ";" && !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    value = Self.trimmed(parts[0]).lowercased()
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      let name = Self.trimmed(String(part[..<equals])).lowercased()
      if parameters[name] == nil { parameters[name] = Self.trimmed(String(part[part.index(after: equals)...])) }
    }
    self.parameters = parameters
  }

  subscript(_ name: String) -> String? { parameters[name] }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
