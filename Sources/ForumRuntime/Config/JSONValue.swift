import ForumWiring
import Foundation

/// A JSON value that is built by hand: config listings and the schema.
enum JSONValue: Encodable, Sendable {
  case string(String)
  case integer(Int)
  case boolean(Bool)
  case array([JSONValue])
  case object([String: JSONValue])

  init(_ value: SettingValue) {
    switch value {
    case .integer(let number): self = .integer(number)
    case .boolean(let flag): self = .boolean(flag)
    case .list(let items): self = .array(items.map(JSONValue.string))
    default: self = .string(value.description)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .boolean(let flag): try container.encode(flag)
    case .array(let items): try container.encode(items)
    case .object(let members): try container.encode(members)
    }
  }

  /// For people and programs: indented, keys in order.
  static func text(of value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
