import Foundation

/// Small JSON values in text columns; the empty ones, by far the most, cost nothing.
enum JSONText {
  static func array(_ values: [String]) -> String { values.isEmpty ? "[]" : encode(values) }
  static func strings(_ text: String) throws -> [String] { text == "[]" ? [] : try JSONDecoder().decode([String].self, from: Data(text.utf8)) }

  static func counts(_ values: [String: Int64]) -> String { values.isEmpty ? "{}" : encode(values) }
  static func counts(_ text: String) throws -> [String: Int64] {
    text == "{}" ? [:] : try JSONDecoder().decode([String: Int64].self, from: Data(text.utf8))
  }

  /// Any value with its keys sorted, so that equal values are equal text.
  static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }

  static func value<Value: Decodable>(_ text: String) throws -> Value { try JSONDecoder().decode(Value.self, from: Data(text.utf8)) }

  private static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and numbers always encode.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}
