import ForumKernel
import HTTPAPI

extension ScalarType {
  /// The language's own.
  static let standard = [int, float, string, boolean, id]

  static let int = ScalarType(
    name: "Int", description: "A whole number of 32 bits.",
    input: { json in
      switch json {
      case .integer(let number): Int32(exactly: number).map { .integer(Int64($0)) }
      // JSON has one kind of number: 1.0 is whole.
      case .decimal(let number): Int32(exactly: number).map { .integer(Int64($0)) }
      default: nil
      }
    },
    literal: { if case .int(let digits) = $0, let number = Int32(digits) { .integer(Int64(number)) } else { nil } })

  static let float = ScalarType(
    name: "Float", description: "A number with a fraction.",
    input: { json in
      switch json {
      case .integer(let number): .decimal(Double(number))
      case .decimal: json
      default: nil
      }
    },
    literal: { form in
      switch form {
      case .int(let digits), .float(let digits): Double(digits).flatMap { $0.isFinite ? .decimal($0) : nil }
      default: nil
      }
    })

  static let string = ScalarType(
    name: "String", description: "Text.", input: { if case .text = $0 { $0 } else { nil } },
    literal: { if case .string(let text) = $0 { .text(text) } else { nil } })

  static let boolean = ScalarType(
    name: "Boolean", description: "true or false.", input: { if case .bool = $0 { $0 } else { nil } },
    literal: { if case .boolean(let flag) = $0 { .bool(flag) } else { nil } })

  static let id = ScalarType(
    name: "ID", description: "The id of one thing.",
    input: { json in
      switch json {
      case .text: json
      case .integer(let number): .text(String(number))
      // JSON has one kind of number: 1.0 is whole.
      case .decimal(let number): Int64(exactly: number).map { .text(String($0)) }
      default: nil
      }
    },
    literal: { form in
      switch form {
      case .string(let text), .int(let text): .text(text)
      default: nil
      }
    })

  static let time = ScalarType(
    name: "DateTime", description: "A moment as RFC 3339 writes it, in UTC with milliseconds.", specifiedBy: "https://www.rfc-editor.org/rfc/rfc3339",
    input: { if case .text(let text) = $0, Timestamp(text) != nil { $0 } else { nil } },
    literal: { if case .string(let text) = $0, Timestamp(text) != nil { .text(text) } else { nil } })
}
