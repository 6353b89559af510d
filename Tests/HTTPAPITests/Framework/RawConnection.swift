import NIOCore
import NIOPosix

/// Bytes to and from a server, as any client might send them.
struct RawConnection {
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private var unread = ""
  let channel: any Channel

  /// Connects, and closes after `body`.
  static func open(_ port: Int, _ body: (inout RawConnection) async throws -> Void) async throws {
    let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let configuration = NIOAsyncChannel<ByteBuffer, ByteBuffer>.Configuration(isOutboundHalfClosureEnabled: false)
          return try NIOAsyncChannel(wrappingChannelSynchronously: channel, configuration: configuration)
        }
      }
    try await client.executeThenClose { inbound, outbound in
      var connection = RawConnection(outbound: outbound, inbound: inbound.makeAsyncIterator(), channel: client.channel)
      try await body(&connection)
    }
  }

  private init(
    outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, channel: any Channel
  ) {
    self.outbound = outbound
    self.inbound = inbound
    self.channel = channel
  }

  func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

  /// What came up to and with `mark`, or all there was until the end.
  mutating func read(through mark: String) async throws -> String {
    while true {
      if let range = unread.firstRange(of: mark) {
        defer { unread = String(unread[range.upperBound...]) }
        return String(unread[..<range.upperBound])
      }
      guard let bytes = try await next() else {
        defer { unread = "" }
        return unread
      }
      unread += bytes
    }
  }

  /// Everything until the server closes.
  mutating func rest() async throws -> String {
    while let bytes = try await next() { unread += bytes }
    defer { unread = "" }
    return unread
  }

  /// The next bytes; nil when the server has closed or cut the connection.
  private mutating func next() async throws -> String? {
    do {
      return try await inbound.next().map { String(buffer: $0) }
    } catch is IOError {
      return nil
    }
  }
}
