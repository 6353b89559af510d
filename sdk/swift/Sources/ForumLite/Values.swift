import Foundation

/// One of several words. A word that a newer server says is read, too.
public protocol Word: RawRepresentable, Codable, Hashable, Sendable where RawValue == String {
  init(rawValue: String)
}

/// In a change: a new value, or none from now on. A field that is nil stays as it is.
public enum Change<Value: Encodable & Sendable>: Encodable, Sendable {
  case set(Value)
  case clear

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .set(let value): try container.encode(value)
    case .clear: try container.encodeNil()
    }
  }
}

/// The version that was seen: of something that was read (`version`), an ETag, or whichever there is.
public struct VersionMatch: Sendable {
  let field: String

  public static func version(_ number: Int) -> VersionMatch { VersionMatch(field: "\"\(number)\"") }
  public static func tag(_ etag: String) -> VersionMatch { VersionMatch(field: etag) }
  public static let any = VersionMatch(field: "*")
}

/// Any JSON.
public enum JSONValue: Codable, Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  public var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }
}

enum Timestamp {
  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  static func text(_ date: Date) -> String { date.formatted(style) }

  static func date(_ text: String) -> Date? { (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) }
}

enum JSON {
  static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    // A repetition must be the same request byte for byte, or its Idempotency-Key is refused.
    encoder.outputFormatting = .sortedKeys
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(Timestamp.text(date))
    }
    return try encoder.encode(value)
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let container = try decoder.singleValueContainer()
      let text = try container.decode(String.self)
      guard let date = Timestamp.date(text) else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no time") }
      return date
    }
    return try decoder.decode(type, from: data)
  }
}
