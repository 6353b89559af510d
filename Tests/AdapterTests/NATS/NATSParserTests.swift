import ForumKernel
import NIOCore
import Support
import Testing

@testable import NATS

@Suite("The parser of NATS")
struct NATSParserTests {
  private func frames(_ text: String, piece: Int = .max) throws -> [NATSFrame] {
    var (parser, buffer, found) = (NATSParser(), ByteBuffer(), [NATSFrame]())
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      buffer.writeBytes(rest.prefix(piece))
      rest = rest.dropFirst(piece)
      while let frame = try parser.next(&buffer) { found.append(frame) }
      buffer.discardReadBytes()
    }
    return found
  }

  private static let conversation =
    "INFO {\"version\":\"2.9.10\"}\r\nPING\r\npong\r\n+OK\r\n-ERR 'Authorization Violation'\r\nMSG a.b 7 5\r\nhe\r\nl\r\nMSG a.b 7 reply.to 0\r\n\r\n"
    + "HMSG a 3 r 48 50\r\nNATS/1.0 100 Idle Heartbeat\r\nNats-Last-Co: 5\r\n\r\nxy\r\nHMSG a 3 16 16\r\nNATS/1.0 503\r\n\r\n\r\n"

  @Test("frames come whole, however the bytes are cut", arguments: [1, 2, 3, 7, 64, Int.max])
  func pieces(_ piece: Int) throws {
    let frames = try frames(Self.conversation, piece: piece)
    #expect(frames.count == 9)
    #expect(frames[0] == .info(Array("{\"version\":\"2.9.10\"}".utf8)))
    #expect(frames[1...4] == [.ping, .pong, .ok, .error("Authorization Violation")])
    let plain = NATSMessage(subject: "a.b", reply: nil, headers: nil, payload: Array("he\r\nl".utf8))
    #expect(frames[5] == .message(subscription: 7, plain))
    #expect(frames[6] == .message(subscription: 7, NATSMessage(subject: "a.b", reply: "reply.to", headers: nil, payload: [])))
    guard case .message(3, let beat) = frames[7], case .message(3, let status) = frames[8] else {
      Issue.record("no messages with headers")
      return
    }
    #expect(beat.status == 100 && beat.headers?.text == "Idle Heartbeat" && beat.headers?["nats-last-co"] == "5" && beat.reply == "r")
    #expect(beat.payload == Array("xy".utf8))
    #expect(status.status == 503 && status.payload.isEmpty)
  }

  @Test(
    "nonsense is refused before anything is stored for it",
    arguments: [
      "HTTP/1.1 400 Bad Request\r\n", "MSG\r\n", "MSG a\r\n", "MSG a x 5\r\n", "MSG a 1 -5\r\n", "MSG a 1 +5\r\n", "MSG a 1 99999999999999999999\r\n",
      "MSG a 1 999999999\r\n", "MSG a 1 b c 5\r\n", "HMSG a 1 9 5\r\n", "HMSG a 1 5\r\n", "MSG a 1 3\r\nabcXY", "HMSG a 1 4 4\r\nabcd\r\n",
      "HMSG a 1 22 22\r\nNATS/1.0\r\nno colon\r\n\r\n\r\n", "PING\n", "\r\n", "\u{0}\u{1}\r\n",
    ])
  func nonsense(_ text: String) {
    #expect(throws: NATSProtocolError.self) { try frames(text) }
  }

  @Test("a line without end is given up")
  func endless() {
    var (parser, buffer) = (NATSParser(), ByteBuffer())
    #expect(throws: NATSProtocolError.self) {
      for _ in 0..<1000 {
        buffer.writeBytes([UInt8](repeating: UInt8(ascii: "A"), count: 1000))
        _ = try parser.next(&buffer)
      }
    }
    #expect(buffer.readableBytes < 200_000)
  }

  @Test("random bytes never trap, and cut conversations end in a refusal or in nothing")
  func random() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<3000 {
      var bytes = Array(Self.conversation.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      var (parser, buffer) = (NATSParser(), ByteBuffer(bytes: bytes))
      while let frame = try? parser.next(&buffer) { _ = frame }
    }
  }

  @Test("where a delivery is answered tells what it is, in the words of old and new servers")
  func ackSubjects() throws {
    let old = try #require(AckSubject("$JS.ACK.FORUM.worker.2.17.30.1700000000123456789.4"))
    let new = try #require(AckSubject("$JS.ACK._.aHash.FORUM.worker.2.17.30.1700000000123456789.4.random"))
    #expect(old == new && old.attempt == 2 && old.sequence == 17 && old.consumerSequence == 30 && old.pending == 4)
    #expect(old.time.milliseconds == 1_700_000_000_123)
    for text in ["", "$JS.ACK", "$JS.ACK.a.b.1.2.3.4", "$JS.NAK.a.b.1.2.3.4.5", "$JS.ACK.a.b.x.2.3.4.5", "$JS.ACK.a.b.1.2.3.4.5.6"] {
      #expect(AckSubject(text) == nil)
    }
  }

  @Test("what can't be a subject is not published, and a header's value is one line")
  func subjects() {
    for subject in ["", ".", "a..b", "a b", "a.*", "a.>", "a\r\nPUB b 0", "a\u{7F}", String(repeating: "a", count: 1025)] {
      #expect(!NATSSubject.canBePublished(subject))
    }
    #expect(NATSSubject.canBePublished("forum.x-1.thread.y_2.post.created") && NATSSubject.canBePublished("münze"))
    let block = String(decoding: NATSHeaders([("a", "b\r\nc: d"), ("e", "f\ng")]).block, as: UTF8.self)
    #expect(block == "NATS/1.0\r\na: b c: d\r\ne: f g\r\n\r\n")
  }

  @Test("versions are compared as numbers")
  func versions() throws {
    for (version, isFit) in [("2.9.10", true), ("2.15.1", true), ("3.0.0-dev", true), ("2.8.4", false), ("1.4", false), ("x.y", false), ("", false)] {
      let info = try ServerInfo(json: Array(#"{"version":"\#(version)","headers":true,"max_payload":1048576}"#.utf8))
      #expect(info.isAtLeast(ServerInfo.oldest) == isFit)
    }
    #expect(throws: NATSError.self) { try ServerInfo(json: Array("{}".utf8)) }
  }
}
