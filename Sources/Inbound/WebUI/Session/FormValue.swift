import Foundation

/// A field of a form as JSON, or JSON that a page passes on between a script and the API.
indirect enum FormValue: Codable {
  case text(String)
  case texts([String])
  case number(Int64)
  case flag(Bool)
  case list([FormValue])
  case object([String: FormValue])
  case null

  /// nil for what a person left empty.
  static func optional(_ text: String) -> FormValue? { text.isEmpty ? nil : .text(text) }

  /// What a script put into a form; nil for nothing, and for what is no JSON object.
  init?(json text: String) {
    guard let value = try? JSONDecoder().decode(FormValue.self, from: Data(text.utf8)), case .object = value else { return nil }
    self = value
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Int64.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([FormValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: FormValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .texts(let texts): try container.encode(texts)
    case .number(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .list(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    case .null: try container.encodeNil()
    }
  }

  /// As a script reads it.
  var json: String { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null" }
}
