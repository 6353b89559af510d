import HTTPTypes
import NIOCore

/// What came after the head of a request.
enum ReceivedBody: Sendable {
  case bytes(ByteBuffer)
  /// It is, or says that it will be, larger than the server takes.
  case tooLarge

  /// A body that is there as a whole.
  init(_ bytes: ByteBuffer, of head: HTTPRequest, max: Int) {
    self = Swift.max(bytes.readableBytes, Self.declaredLength(head)) > max ? .tooLarge : .bytes(bytes)
  }

  /// What `Content-Length` says; 0 without it.
  static func declaredLength(_ head: HTTPRequest) -> Int { head.headerFields[.contentLength].flatMap { Int($0) } ?? 0 }
}
