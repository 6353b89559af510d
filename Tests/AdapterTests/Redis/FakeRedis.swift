import NIOCore
import NIOPosix

@testable import Redis

/// A server that greets and then answers each command as a test says, in bytes of any kind.
struct FakeRedis {
  /// What comes back for the words of one command; nil: nothing, for ever.
  typealias Answer = @Sendable ([String]) -> String?

  let port: Int
  private let channel: any Channel

  var url: String { "redis://127.0.0.1:\(port)" }

  /// Runs `body` with a server that answers by `answer`.
  static func run<Result>(_ answer: @escaping Answer, _ body: (FakeRedis) async throws -> Result) async throws -> Result {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Handler(answer)) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      let result = try await body(FakeRedis(port: channel.localAddress?.port ?? 0, channel: channel))
      try await channel.close()
      return result
    } catch {
      try await channel.close()
      throw error
    }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: Answer
    private var parser = RESPParser()
    private var received = ByteBuffer()

    init(_ answer: @escaping Answer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var bytes = unwrapInboundIn(data)
      received.writeBuffer(&bytes)
      while case .array(let words)? = try? parser.next(&received) {
        let command = words.compactMap(\.text)
        guard let reply = command.first == "HELLO" ? "%1\r\n+proto\r\n:3\r\n" : answer(command) else { continue }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
      }
    }
  }
}
