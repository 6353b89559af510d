import NIOCore
import NIOPosix

/// A server that answers each request as a test says, in bytes of any kind.
struct ScriptedServer {
  /// What comes back for a request line (`GET /health HTTP/1.1`), or for a whole request; nil: nothing, for ever.
  typealias Answer = @Sendable (String) -> String?

  let port: Int
  var url: String { "http://127.0.0.1:\(port)" }

  /// Runs `body` with a server that answers by `answer`, which gets the request line, or all of the request where it `seesAll`.
  static func run<Result>(seesAll: Bool = false, _ answer: @escaping Answer, _ body: (ScriptedServer) async throws -> Result) async throws -> Result {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Handler(answer, seesAll)) }
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
    private let seesAll: Bool
    private var received = ""

    init(_ answer: @escaping Answer, _ seesAll: Bool) { (self.answer, self.seesAll) = (answer, seesAll) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      received += String(buffer: unwrapInboundIn(data))
      while let end = received.firstRange(of: "\r\n\r\n") {
        let head = received[..<end.lowerBound]
        let length =
          head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
          .flatMap { Int($0.drop { $0 != ":" }.dropFirst().filter(\.isNumber)) } ?? 0
        guard received[end.upperBound...].utf8.count >= length else { return }
        let body = received[end.upperBound...].utf8
        let asked = seesAll ? "\(head)\r\n\r\n\(String(decoding: body.prefix(length), as: UTF8.self))" : String(head.prefix { $0 != "\r\n" })
        received = String(decoding: body.dropFirst(length), as: UTF8.self)
        if let reply = answer(asked) { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil) }
      }
    }
  }
}
