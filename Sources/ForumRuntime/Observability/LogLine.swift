import ForumKernel
import Logging

/// The bytes of one log line. Control characters are escaped in both forms, so that no message can forge a line or steer a terminal.
struct LogLine {
  private static let fixedKeys: Set<String> = ["time", "level", "label", "message"]

  let time: Timestamp
  let level: Logger.Level
  let label: String
  let message: String
  /// Nested dictionaries have dots in their keys; sorted by key.
  let fields: [(key: String, value: String)]

  init(time: Timestamp, level: Logger.Level, label: String, message: String, metadata: Logger.Metadata) {
    self.time = time
    self.level = level
    self.label = label
    self.message = message
    var fields: [(key: String, value: String)] = []
    Self.flatten(metadata, prefix: "", into: &fields)
    self.fields = fields.sorted { $0.key < $1.key }
  }

  /// One JSON object: time, level, label, message, then the metadata.
  var json: [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(256)
    line += "{\"time\":\"\(time)\",\"level\":\"\(level)\",\"label\":\"".utf8
    Self.append(label, to: &line)
    line += "\",\"message\":\"".utf8
    Self.append(message, to: &line)
    for (key, value) in fields {
      line += Self.fixedKeys.contains(key) ? "\",\"metadata.".utf8 : "\",\"".utf8
      Self.append(key, to: &line)
      line += "\":\"".utf8
      Self.append(value, to: &line)
    }
    line += "\"}\n".utf8
    return line
  }

  /// `time LEVEL label: message key=value …`.
  var text: [UInt8] {
    var line: [UInt8] = []
    line += "\(time) \(level.rawValue.uppercased()) ".utf8
    Self.append(label, to: &line, quoting: false)
    line += ": ".utf8
    Self.append(message, to: &line, quoting: false)
    for (key, value) in fields {
      line.append(UInt8(ascii: " "))
      Self.append(key, to: &line, quoting: false)
      line.append(UInt8(ascii: "="))
      let isPlain = !value.isEmpty && !value.utf8.contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "=") }
      if !isPlain { line.append(UInt8(ascii: "\"")) }
      Self.append(value, to: &line, quoting: !isPlain)
      if !isPlain { line.append(UInt8(ascii: "\"")) }
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  private static func flatten(_ metadata: Logger.Metadata, prefix: String, into fields: inout [(key: String, value: String)]) {
    for (key, value) in metadata { flatten(value, key: prefix + key, into: &fields) }
  }

  private static func flatten(_ value: Logger.MetadataValue, key: String, into fields: inout [(key: String, value: String)]) {
    switch value {
    case .string(let text): fields.append((key, text))
    case .stringConvertible(let value): fields.append((key, value.description))
    case .dictionary(let inner): flatten(inner, prefix: key + ".", into: &fields)
    case .array(let items): for (index, item) in items.enumerated() { flatten(item, key: "\(key).\(index)", into: &fields) }
    }
  }

  /// Escapes C0 and C1 controls and DEL, and with `quoting` also quotes and backslashes. A `String` is valid Unicode, so the line is valid UTF-8.
  private static func append(_ text: String, to line: inout [UInt8], quoting: Bool = true) {
    if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) && $0 != 0x22 && $0 != 0x5c }) { return line += text.utf8 }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22 where quoting: line += "\\\"".utf8
      case 0x5c where quoting: line += "\\\\".utf8
      case 0x0a: line += "\\n".utf8
      case 0x09: line += "\\t".utf8
      case ..<0x20, 0x7f..<0xa0:
        let digits = Array("0123456789abcdef".utf8)
        line += "\\u00".utf8
        line.append(digits[Int(scalar.value >> 4)])
        line.append(digits[Int(scalar.value & 15)])
      default: line += UTF8.encode(scalar)!
      }
    }
  }
}
