import NIOCore
import NIOPosix

/// A WebSocket's client that may also break the rules: it writes whatever frames it is told to.
struct SocketClient {
  /// What the server sent in one frame.
  struct Frame: Equatable {
    let opcode: UInt8
    let payload: [UInt8]

    var text: String { String(decoding: payload, as: UTF8.self) }
    /// The code of a closing frame.
    var code: Int? { opcode == 8 && payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil }
    var reason: String { String(decoding: payload.dropFirst(2), as: UTF8.self) }
  }

  /// Sends for whoever holds it.
  let writer: SocketWriter
  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private var unread = ByteBuffer()
  /// The head of the answer to the handshake.
  private(set) var answer = ""

  /// Connects, asks for a WebSocket, and closes the connection after `body`.
  static func open(
    _ port: Int, _ path: String, _ fields: [String: String] = [:], _ body: (inout SocketClient) async throws -> Void
  ) async throws {
    let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel) }
      }
    try await client.executeThenClose { inbound, outbound in
      var socket = SocketClient(outbound: outbound, inbound: inbound.makeAsyncIterator())
      try await socket.shakeHands(path, fields)
      try await body(&socket)
    }
  }

  private init(outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) {
    writer = SocketWriter(outbound: outbound)
    self.inbound = inbound
  }

  private mutating func shakeHands(_ path: String, _ fields: [String: String]) async throws {
    let all = [
      "Host": "localhost", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ].merging(fields) { $1 }
    let lines = all.filter { !$0.value.isEmpty }.map { "\($0.key): \($0.value)\r\n" }.sorted().joined()
    try await writer.outbound.write(ByteBuffer(string: "GET \(path) HTTP/1.1\r\n\(lines)\r\n"))
    while !answer.hasSuffix("\r\n\r\n") {
      guard let byte = try await bytes(1) else { return }
      answer += String(decoding: byte, as: UTF8.self)
    }
  }

  /// Everything until the server closes, as text.
  mutating func rest() async throws -> String {
    while let more = try await inbound.next() { unread.writeImmutableBuffer(more) }
    return String(buffer: unread)
  }

  func send(_ text: String) async throws { try await writer.send(1, Array(text.utf8)) }

  /// A frame with these bits and this payload; masked, as clients must.
  func send(_ opcode: UInt8, _ payload: [UInt8] = [], isLast: Bool = true, reserved: UInt8 = 0, isMasked: Bool = true) async throws {
    try await writer.send(opcode, payload, isLast: isLast, reserved: reserved, isMasked: isMasked)
  }

  /// The next frame; nil when the server has closed the connection.
  mutating func next() async throws -> Frame? {
    guard let head = try await bytes(2) else { return nil }
    var length = Int(head[1] & 0x7f)
    if length >= 126, let more = try await bytes(length == 126 ? 2 : 8) { length = more.reduce(0) { $0 << 8 | Int($1) } }
    guard let payload = try await bytes(length) else { return nil }
    return Frame(opcode: head[0] & 0xf, payload: payload)
  }

  private mutating func bytes(_ count: Int) async throws -> [UInt8]? {
    while unread.readableBytes < count {
      do {
        guard let more = try await inbound.next() else { return nil }
        unread.discardReadBytes()
        unread.writeImmutableBuffer(more)
      } catch is IOError {
        return nil
      }
    }
    return unread.readBytes(length: count)
  }
}

struct SocketWriter: Sendable {
  private static let mask: [UInt8] = [0x37, 0xfa, 0x21, 0x3d]
  /// Above it the mask is all zeros, which leaves the payload as it is: masking millions of bytes here takes longer than what is tested.
  private static let maskedMax = 100_000

  let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

  /// A frame with these bits and this payload; masked, as clients must.
  func send(_ opcode: UInt8, _ payload: [UInt8] = [], isLast: Bool = true, reserved: UInt8 = 0, isMasked: Bool = true) async throws {
    var frame = ByteBuffer(bytes: [(isLast ? 0x80 : 0) | reserved << 4 | opcode])
    let bit: UInt8 = isMasked ? 0x80 : 0
    switch payload.count {
    case ...125: frame.writeInteger(bit | UInt8(payload.count))
    case ...65_535:
      frame.writeInteger(bit | 126)
      frame.writeInteger(UInt16(payload.count))
    default:
      frame.writeInteger(bit | 127)
      frame.writeInteger(UInt64(payload.count))
    }
    if payload.count > Self.maskedMax {
      frame.writeBytes([0, 0, 0, 0])
      frame.writeBytes(payload)
    } else {
      if isMasked { frame.writeBytes(Self.mask) }
      frame.writeBytes(isMasked ? payload.enumerated().map { $1 ^ Self.mask[$0 % 4] } : payload)
    }
    try await outbound.write(frame)
  }
}
