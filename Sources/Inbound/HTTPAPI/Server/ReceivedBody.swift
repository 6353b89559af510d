import HTTPTypes
import NIOCore

/// What came after the head of a request.
enum ReceivedBody: Sendable {
  case bytes(ByteBuffer)
  /// The handler takes it as it comes.
  case incoming(IncomingBody)
  /// It is, or says that it will be, larger than the server takes.
  case tooLarge

  /// A body that is there as a whole.
  init(_ bytes: ByteBuffer, of head: HTTPRequest, max: Int) {
    self = Swift.max(bytes.readableBytes, Self.declaredLength(head)) > max ? .tooLarge : .bytes(bytes)
  }

  /// What is there; nil for what is not, or not yet.
  var bytes: ByteBuffer? { if case .bytes(let bytes) = self { bytes } else { nil } }

  /// The same for who takes it as it comes.
  var stream: IncomingBody? {
    switch self {
    case .bytes(let bytes): IncomingBody(whole: bytes)
    case .incoming(let body): body
    case .tooLarge: nil
    }
  }

  /// What `Content-Length` says; 0 without it.
  static func declaredLength(_ head: HTTPRequest) -> Int { head.headerFields[.contentLength].flatMap { Int($0) } ?? 0 }
}
