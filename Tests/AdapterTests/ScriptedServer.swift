import NIOCore
import NIOPosix

/// A server that answers each request as a test says, in bytes of any kind.
struct ScriptedServer {
  /// What comes back for a request line (`GET /health HTTP/1.1`); nil: nothing, for ever.
  typealias Answer = @Sendable (String) -> String?

  let port: Int
  var url: String { "http://127.0.0.1:\(port)" }

  /// Runs `body` with a server that answers by `answer`.
  static func run<Result>(_ answer: @escaping Answer, _ body: (ScriptedServer) async throws -> Result) async throws -> Result {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Handler(answer)) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      let result = try await body(ScriptedServer(port: channel.localAddress?.port ?? 0))
      try await channel.close()
      return result
    } catch {
      try await channel.close()
      throw error
    }
  }

  /// A whole answer in JSON.
  static func json(_ status: String, _ body: String, headers: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: Answer
    private var received = ""

    init(_ answer: @escaping Answer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      received += String(buffer: unwrapInboundIn(data))
      while let end = received.firstRange(of: "\r\n\r\n") {
        let head = received[..<end.lowerBound]
        let length =
          head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
          .flatMap { Int($0.drop { $0 != ":" }.dropFirst().filter(\.isNumber)) } ?? 0
        guard received[end.upperBound...].utf8.count >= length else { return }
        let line = String(head.prefix { $0 != "\r\n" })
        received = String(decoding: received[end.upperBound...].utf8.dropFirst(length), as: UTF8.self)
        if let reply = answer(line) { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil) }
      }
    }
  }
}
