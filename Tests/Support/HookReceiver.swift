import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A receiver of webhooks on a port of this machine, which answers as a test says and remembers what it got.
public final class HookReceiver: Sendable {
  public struct Received: Sendable {
    /// By names in small letters.
    public let headers: [String: String]
    public let body: String

    /// The header webhook-id.
    public var id: String { headers["webhook-id"] ?? "" }
    public var json: JSON { get throws { try JSON(body.utf8) } }
  }

  private struct State {
    var received: [Received] = []
    var answer: @Sendable (Received) -> String? = { _ in "200 OK" }
  }

  private let state = Mutex(State())
  private let port = Mutex(0)

  public var url: String { "http://127.0.0.1:\(port.withLock { $0 })/hook" }
  /// Oldest first.
  public var received: [Received] { state.withLock { $0.received } }

  /// The statuses of answers from now on (`503 Later`), with header lines after them; nil: no answer.
  public func answer(_ answer: @escaping @Sendable (Received) -> String?) { state.withLock { $0.answer = answer } }

  /// The settings of a forum that may tell it.
  public static let settings = ["webhooks.allow_private": "true", "webhooks.allow_http_to": "127.0.0.1"]

  /// Runs `body` with a receiver that takes everything.
  public static func run(_ body: (HookReceiver) async throws -> Void) async throws {
    let receiver = HookReceiver()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Handler(receiver)) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    receiver.port.withLock { $0 = channel.localAddress?.port ?? 0 }
    do {
      try await body(receiver)
    } catch {
      try await channel.close()
      throw error
    }
    try await channel.close()
  }

  private func take(_ received: Received) -> String? {
    let answer = state.withLock { state in
      state.received.append(received)
      return state.answer
    }
    return answer(received)
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let receiver: HookReceiver
    private var text = ""

    init(_ receiver: HookReceiver) { self.receiver = receiver }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      text += String(buffer: unwrapInboundIn(data))
      guard let end = text.firstRange(of: "\r\n\r\n") else { return }
      let lines = text[..<end.lowerBound].split(separator: "\r\n").dropFirst()
      let headers = Dictionary(
        lines.map { line in
          let parts = line.split(separator: ":", maxSplits: 1)
          return (parts[0].lowercased(), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
        }
      ) { first, _ in first }
      let body = text[end.upperBound...]
      guard body.utf8.count >= Int(headers["content-length"] ?? "") ?? 0 else { return }
      guard let answer = receiver.take(Received(headers: headers, body: String(body))) else { return }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 \(answer)\r\nContent-Length: 0\r\n\r\n")), promise: nil)
    }
  }
}
