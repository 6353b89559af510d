import NIOCore
import NIOWebSocket
import Testing

@testable import HTTPAPI

@Suite struct MessageAssemblerTests {
  private func frame(
    _ opcode: WebSocketOpcode, _ payload: [UInt8], fin: Bool = true, rsv1: Bool = false, isMasked: Bool = true
  ) -> WebSocketFrame {
    let key: WebSocketMaskingKey = [1, 2, 3, 4]
    var data = ByteBuffer(bytes: payload)
    if isMasked { data.webSocketMask(key) }
    return WebSocketFrame(fin: fin, rsv1: rsv1, opcode: opcode, maskKey: isMasked ? key : nil, data: data)
  }

  private func code(_ outcome: MessageAssembler.Outcome) -> UInt16? {
    guard case .violation(let close) = outcome else { return nil }
    return close.code
  }

  @Test("fragments become one message, with pings between them")
  func fragments() {
    var assembler = MessageAssembler(bytesMax: 10)
    // The bytes of one character come in two frames.
    #expect(assembler.take(frame(.text, [0x61, 0xc3], fin: false)) == .nothing)
    #expect(assembler.take(frame(.ping, [7])) == .ping(ByteBuffer(bytes: [7])))
    #expect(assembler.take(frame(.continuation, [], fin: false)) == .nothing)
    #expect(assembler.take(frame(.continuation, [0xa4])) == .message(.text(ByteBuffer(string: "aä"))))
    #expect(assembler.take(frame(.binary, [0xff])) == .message(.binary(ByteBuffer(bytes: [0xff]))))
    #expect(assembler.take(frame(.pong, [])) == .pong)
  }

  @Test("what breaks the protocol is told with its code")
  func violations() {
    var fresh: MessageAssembler { MessageAssembler(bytesMax: 4) }
    var assembler = fresh
    #expect(code(assembler.take(frame(.text, [], isMasked: false))) == 1002)
    #expect(code(assembler.take(frame(.text, [], rsv1: true))) == 1002)
    #expect(code(assembler.take(frame(WebSocketOpcode(encodedWebSocketOpcode: 3)!, []))) == 1002)
    #expect(code(assembler.take(frame(.continuation, []))) == 1002)
    #expect(assembler.take(frame(.text, [0x61], fin: false)) == .nothing)
    #expect(code(assembler.take(frame(.text, [0x61]))) == 1002)
    assembler = fresh
    #expect(code(assembler.take(frame(.binary, [1, 2, 3, 4, 5]))) == 1009)
    assembler = fresh
    #expect(assembler.take(frame(.binary, [1, 2, 3], fin: false)) == .nothing)
    #expect(code(assembler.take(frame(.continuation, [4, 5]))) == 1009)
  }

  @Test("text that is not UTF-8 is refused in the frame that shows it")
  func text() {
    for bad in [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf4, 0x90], [0xc0, 0x80]] as [[UInt8]] {
      var assembler = MessageAssembler(bytesMax: 10)
      #expect(code(assembler.take(frame(.text, bad, fin: false))) == 1007)
    }
    var assembler = MessageAssembler(bytesMax: 10)
    #expect(code(assembler.take(frame(.text, [0xc3]))) == 1007)
  }

  @Test("a closing frame is answered with its code, unless that is none that may be sent")
  func closes() {
    var assembler = MessageAssembler(bytesMax: 10)
    #expect(assembler.take(frame(.connectionClose, [])) == .close(SocketClose(code: nil)))
    #expect(assembler.take(frame(.connectionClose, [0x0f, 0xa0, 0x61])) == .close(SocketClose(code: 4000)))
    for bad in [[0x03], [0x03, 0xed], [0x03, 0xe7], [0x07, 0xd0], [0x13, 0x88]] as [[UInt8]] {
      #expect(code(assembler.take(frame(.connectionClose, bad))) == 1002)
    }
    #expect(code(assembler.take(frame(.connectionClose, [0x03, 0xe8, 0xff]))) == 1007)
  }

  @Test("the check of UTF-8 agrees with Swift's, however the bytes are cut")
  func agreement() {
    var random = SystemRandomNumberGenerator()
    let leads: [UInt8] = [0x20, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...6, using: &random)).map { _ in leads.randomElement(using: &random)! }
      let cut = Int.random(in: 0...bytes.count, using: &random)
      var check = UTF8Check()
      let isValid = check.take(bytes[..<cut]) && check.take(bytes[cut...]) && check.isComplete
      #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
    }
  }
}
