import ForumKernel
import Foundation
import Testing

@testable import HTTPAPI

@Suite struct JSONParserTests {
  private func parse(_ text: String) throws -> JSONValue {
    try Array(text.utf8).withUnsafeBufferPointer { try JSONParser.parse($0) }
  }

  @Test("every kind of value is read")
  func values() throws {
    let value = try parse(#" { "a" : [ 1 , -2.5e1, true, false, null ], "b": "x\"\\\/\b\f\n\r\té😀", "c": {} } "#)
    #expect(value == ["a": [1, .decimal(-25), true, false, .null], "b": "x\"\\/\u{8}\u{c}\n\r\té😀", "c": [:]])
  }

  @Test(
    "a text that is no JSON is refused with its place",
    arguments: [
      ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("{\"a\":1,}", 1, 8), ("{\n \"a\" 1}", 2, 6), ("[1 2]", 1, 4), ("nul", 1, 1), ("01", 1, 3),
      ("1.", 1, 3),
      ("-", 1, 2), ("\"a", 1, 3), ("\"\u{1}\"", 1, 2), ("1 1", 1, 3), ("{\"a\":1,\"a\":2}", 1, 8), ("'a'", 1, 1), ("{a:1}", 1, 2), ("[1e999]", 1, 7),
    ])
  func errors(_ text: String, _ line: Int, _ column: Int) {
    let error = #expect(throws: AppError.self) { try parse(text) }
    #expect(error?.slug == "invalid_json" && error?.isMalformed == true)
    #expect(error?.message.hasSuffix("(line \(line), column \(column)).") == true, "\(text): \(error?.message ?? "")")
  }

  @Test("half a surrogate pair, bad escapes and bytes that are no UTF-8 are refused")
  func strings() {
    for text in [#""\ud800""#, #""\ud800\u0041""#, #""\udc00""#, #""\x""#, #""\u12g4""#] {
      #expect(throws: AppError.self, "\(text)") { try parse(text) }
    }
    #expect(throws: AppError.self) { try [0x22, 0xff, 0x22].withUnsafeBufferPointer { try JSONParser.parse($0) } }
  }

  @Test("nesting, and members of one object, have an end")
  func bounds() throws {
    #expect(throws: Never.self) { try parse(String(repeating: "[", count: 32) + String(repeating: "]", count: 32)) }
    #expect(throws: AppError.self) { try parse(String(repeating: "[", count: 33) + String(repeating: "]", count: 33)) }
    #expect(throws: AppError.self) { try parse(String(repeating: "[", count: 100_000)) }
    let members = (0...1000).map { "\"\($0)\":0" }.joined(separator: ",")
    #expect(throws: AppError.self) { try parse("{\(members)}") }
  }

  @Test("what the writer writes, Foundation and the parser read back")
  func roundTrip() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let value = Self.random(depth: 4, &random)
      var writer = JSONWriter()
      writer.value(["value": value])
      let bytes = writer.bytes
      #expect(try bytes.withUnsafeBufferPointer { try JSONParser.parse($0) } == ["value": value])
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(bytes)) }
    }
  }

  private static func random(depth: Int, _ random: inout SystemRandomNumberGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .integer(Int64.random(in: Int64.min...Int64.max, using: &random))
    case 3: return .decimal(Double.random(in: -1...1, using: &random))
    case 4: return .text(text(&random))
    case 5: return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in self.random(depth: depth - 1, &random) })
    default:
      return .object(
        (0..<Int.random(in: 0..<4, using: &random)).map { JSONMember(name: "\($0)\(text(&random))", value: self.random(depth: depth - 1, &random)) })
    }
  }

  private static func text(_ random: inout SystemRandomNumberGenerator) -> String {
    let scalars: [Unicode.Scalar] = ["a", "\"", "\\", "\n", "\u{0}", "\u{1f}", "/", "é", "\u{2028}", "😀", "\u{7f}"]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<8, using: &random) { text.append(scalars[Int.random(in: 0..<scalars.count, using: &random)]) }
    return String(text)
  }
}
