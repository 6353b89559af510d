import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Writes answers to a connection: a whole one at once, a stream piece by piece as the client reads it.
struct AnswerWriter: Sendable {
  let channel: any Channel

  /// Throws when a stream can't go on, because the client has gone or its task was cancelled.
  func write(_ response: Response) async throws {
    guard response.body.contentLength != nil else { return try await stream(response) }
    let body = CollectedBody()
    try await response.body.write(body)
    let (head, bytes) = (response.head, body.bytes)
    if channel.eventLoop.inEventLoop { send(head, bytes) } else { channel.eventLoop.execute { send(head, bytes) } }
  }

  private func send(_ head: HTTPResponse, _ body: ByteBuffer) {
    channel.write(HTTPResponsePart.head(head), promise: nil)
    if body.readableBytes > 0 { channel.write(HTTPResponsePart.body(body), promise: nil) }
    channel.writeAndFlush(HTTPResponsePart.end(nil), promise: nil)
  }

  private func stream(_ response: Response) async throws {
    try await channel.writeAndFlush(HTTPResponsePart.head(response.head)).get()
    try await response.body.write(StreamedBody(channel: channel))
  }
}

/// Takes a body of known length. Used by one task.
final class CollectedBody: ResponseBodyWriter {
  private(set) var bytes = ByteBuffer()

  func write(_ buffer: ByteBuffer) async throws {
    if bytes.readableBytes == 0 { bytes = buffer } else { bytes.writeImmutableBuffer(buffer) }
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// Sends a body as it comes; waits until the client has taken each piece.
private struct StreamedBody: ResponseBodyWriter {
  let channel: any Channel

  func write(_ buffer: ByteBuffer) async throws { try await channel.writeAndFlush(HTTPResponsePart.body(buffer)).get() }
  func finish(_ trailingHeaders: HTTPFields?) async throws { try await channel.writeAndFlush(HTTPResponsePart.end(trailingHeaders)).get() }
}
