import NIOCore
import Support
import Testing

@testable import Redis

@Suite("The RESP parser")
struct RESPParserTests {
  private static let replies: [(String, RESPValue)] = [
    ("+OK\r\n", .simple("OK")), ("-ERR no\r\n", .error("ERR no")), (":-12\r\n", .integer(-12)), ("$0\r\n\r\n", .bytes([])),
    ("$5\r\na\r\nb!\r\n", .bytes(Array("a\r\nb!".utf8))), ("$-1\r\n", .null), ("*-1\r\n", .null), ("_\r\n", .null), ("#t\r\n", .boolean(true)),
    ("#f\r\n", .boolean(false)), (",1.5\r\n", .double(1.5)), (",-inf\r\n", .double(-.infinity)),
    ("(123456789012345678901\r\n", .bigNumber("123456789012345678901")),
    ("!7\r\nERR two\r\n", .error("ERR two")), ("=6\r\ntxt:ab\r\n", .bytes(Array("ab".utf8))), ("*0\r\n", .array([])), ("%0\r\n", .map([])),
    ("*2\r\n:1\r\n*1\r\n+a\r\n", .array([.integer(1), .array([.simple("a")])])), ("~1\r\n:7\r\n", .set([.integer(7)])),
    ("%1\r\n+a\r\n$1\r\nb\r\n", .map([.simple("a"), .bytes([98])])), (">2\r\n+a\r\n:1\r\n", .push([.simple("a"), .integer(1)])),
    ("|1\r\n+ttl\r\n:3\r\n:5\r\n", .integer(5)), ("*1\r\n|1\r\n+a\r\n+b\r\n:5\r\n", .array([.integer(5)])), ("|0\r\n:6\r\n", .integer(6)),
  ]

  @Test("every kind of reply is read", arguments: replies)
  func kinds(_ text: String, _ value: RESPValue) throws {
    var (parser, buffer) = (RESPParser(), ByteBuffer(string: text))
    #expect(try parser.next(&buffer) == value)
    #expect(buffer.readableBytes == 0)
  }

  @Test("replies that arrive in pieces of any size are the same replies")
  func splits() async throws {
    var random = SeededRandom(seed: 11)
    let text = Self.replies.map(\.0).joined()
    for _ in 0..<400 {
      var (parser, buffer, values) = (RESPParser(), ByteBuffer(), [RESPValue]())
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...min(rest.count, 40), using: &random)
        buffer.writeBytes(rest.prefix(count))
        rest = rest.dropFirst(count)
        while let value = try parser.next(&buffer) { values.append(value) }
        if Bool.random(using: &random) { buffer.discardReadBytes() }
      }
      #expect(values == Self.replies.map(\.1))
      await Task.yield()
    }
  }

  @Test("random bytes and damaged replies end in values or in an error, never in a crash")
  func damage() async {
    var random = SeededRandom(seed: 12)
    let text = Array(Self.replies.map(\.0).joined().utf8)
    let alphabet = Array("+-:$*_#,(!=%~>|0123456789\r\n\r\ntf".utf8)
    var (errors, values) = (0, 0)
    for round in 0..<6000 {
      var bytes: [UInt8]
      switch round % 3 {
      case 0: bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
      case 1: bytes = (0..<200).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
      default:
        bytes = text
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        }
      }
      var (parser, buffer) = (RESPParser(), ByteBuffer(bytes: bytes))
      do {
        while try parser.next(&buffer) != nil { values += 1 }
      } catch {
        errors += 1
      }
      if round % 50 == 0 { await Task.yield() }
    }
    #expect(errors > 2000 && values > 2000)
  }

  @Test(
    "what is no RESP is refused",
    arguments: [
      "\r\n", "OK\r\n", "+OK\n", ":\r\n", ":1x\r\n", ":99999999999999999999\r\n", "$-2\r\n", "$x\r\n", "$1\r\nabc", "*-2\r\n", "#x\r\n", "_x\r\n",
      ",x\r\n", "=3\r\nabc\r\n", "$?\r\n", "$99999999999\r\n", "*99999999999\r\n", "%-1\r\n",
    ])
  func malformed(_ text: String) {
    var (parser, buffer) = (RESPParser(), ByteBuffer(string: text))
    #expect(throws: RESPError.self) { try parser.next(&buffer) }
  }

  @Test("a bulk string, a line, a reply, a nesting and a count above the limits are refused")
  func limits() {
    var limits = RESPLimits()
    (limits.bulkBytesMax, limits.lineBytesMax, limits.replyBytesMax, limits.nestingMax, limits.elementsMax) = (100, 50, 300, 3, 20)
    let tooMuch = [
      "$101\r\n", "+" + String(repeating: "a", count: 60), "+" + String(repeating: "a", count: 60) + "\r\n",
      "*4\r\n" + String(repeating: "$90\r\n\(String(repeating: "a", count: 90))\r\n", count: 4), "*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n", "*21\r\n",
      "*11\r\n" + String(repeating: "*1\r\n:1\r\n", count: 11), String(repeating: "|1\r\n:1\r\n:1\r\n", count: 8),
    ]
    for text in tooMuch {
      var (parser, buffer) = (RESPParser(limits: limits), ByteBuffer(string: text))
      #expect(throws: RESPError.self, "\(text.prefix(20))") { while try parser.next(&buffer) != nil {} }
    }
    var (parser, buffer) = (RESPParser(limits: limits), ByteBuffer(string: String(repeating: ":1\r\n", count: 1000)))
    #expect(throws: Never.self) { while try parser.next(&buffer) != nil {} }
  }

  @Test("a command is an array of bulk strings")
  func command() throws {
    var (parser, buffer) = (RESPParser(), RESPCommand(["SET", RESPWord([0, 13, 10]), RESPWord(-7)]).buffer)
    #expect(try parser.next(&buffer) == .array([.bytes(Array("SET".utf8)), .bytes([0, 13, 10]), .bytes(Array("-7".utf8))]))
  }
}
