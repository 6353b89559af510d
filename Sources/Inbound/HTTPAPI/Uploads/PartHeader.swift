import Forum
import ForumKernel

/// What the header of a part says of it.
struct PartHeader: Equatable {
  /// Of the form's field.
  let name: String
  /// As the client gave it; nil where the part is no file.
  let filename: String?

  /// Throws `invalid` (`malformed_form`) for a header that is none of `multipart/form-data`, or whose content would have to be decoded.
  init(_ bytes: [UInt8]) throws(AppError) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw MultipartParser.malformed("The header of a part is not UTF-8.") }
    var disposition: Substring?
    for line in text.split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":") else { throw MultipartParser.malformed("The header of a part has a line without a colon.") }
      let value = line[line.index(after: colon)...].trimmingBlanks
      switch line[..<colon].lowercased() {
      case "content-disposition":
        guard disposition == nil else { throw MultipartParser.malformed("A part has two Content-Disposition fields.") }
        disposition = value
      case "content-transfer-encoding" where !["binary", "8bit", "7bit"].contains(value.lowercased()):
        throw MultipartParser.malformed("A part must be sent as it is, without Content-Transfer-Encoding.")
      default: break
      }
    }
    guard let disposition, let parameters = Self.parameters(disposition), let name = parameters["name"] else {
      throw MultipartParser.malformed("A part has no Content-Disposition: form-data with a name.")
    }
    self.name = name
    filename = parameters["filename*"].flatMap(Self.decoded) ?? parameters["filename"].map { $0.replacing("%22", with: "\"") }
  }

  /// `form-data; name="file"; filename="a.png"`; nil for anything else.
  private static func parameters(_ value: Substring) -> [String: String]? {
    var rest = value
    let kind = rest.prefix { $0 != ";" }
    guard kind.trimmingBlanks.lowercased() == "form-data" else { return nil }
    rest = rest.dropFirst(kind.count)
    var parameters: [String: String] = [:]
    while rest.first == ";" {
      rest = rest.dropFirst().trimmingBlanks
      if rest.isEmpty { break }
      let name = rest.prefix { $0 != "=" && $0 != ";" }
      rest = rest.dropFirst(name.count)
      guard rest.first == "=" else { return nil }
      rest = rest.dropFirst()
      guard let text = rest.first == "\"" ? quoted(&rest) : token(&rest) else { return nil }
      let key = name.trimmingBlanks.lowercased()
      guard parameters.updateValue(text, forKey: key) == nil else { return nil }
      rest = rest.trimmingBlanks
    }
    return rest.isEmpty ? parameters : nil
  }

  /// Browsers leave a backslash as it is, other programs write one before a quote or another one.
  private static func quoted(_ rest: inout Substring) -> String? {
    rest = rest.dropFirst()
    var text = ""
    while let character = rest.first {
      rest = rest.dropFirst()
      if character == "\"" { return text }
      if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
        text.append(next)
        rest = rest.dropFirst()
      } else {
        text.append(character)
      }
    }
    return nil
  }

  private static func token(_ rest: inout Substring) -> String? {
    let text = rest.prefix { $0 != ";" }
    rest = rest.dropFirst(text.count)
    return String(text.trimmingBlanks)
  }

  /// `UTF-8''na%C3%AFve.png` (RFC 8187); nil for anything else.
  private static func decoded(_ value: String) -> String? {
    let parts = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
    return QueryString.decode(parts[2], isForm: false)
  }
}

extension Substring {
  fileprivate var trimmingBlanks: Substring {
    var text = drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}

/// `multipart/form-data; boundary=…`
enum FormType {
  /// The boundary that a `Content-Type` names; nil for other types, and for none.
  static func boundary(_ field: String?) -> String? {
    guard let field else { return nil }
    let parts = field.split(separator: ";", omittingEmptySubsequences: false)
    guard parts.first?.trimmingBlanks.lowercased() == MediaType.form else { return nil }
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, pair[0].trimmingBlanks.lowercased() == "boundary" else { continue }
      let value = pair[1].trimmingBlanks
      return value.count > 1 && value.hasPrefix("\"") && value.hasSuffix("\"") ? String(value.dropFirst().dropLast()) : String(value)
    }
    return nil
  }
}
