import NIOCore

/// Why a WebSocket was closed (RFC 6455, section 7.4; from 4000 on our own).
public enum SocketCloseCode: UInt16, Sendable, CaseIterable {
  case normal = 1000
  case goingAway = 1001
  case protocolError = 1002
  case unsupportedData = 1003
  case invalidText = 1007
  case tooLarge = 1009
  case internalError = 1011
  case signedOut = 4401
  case slow = 4408

  /// What clients should know, for documents.
  var meaning: String {
    switch self {
    case .normal: "The client closed."
    case .goingAway: "The server stops: connect again and go on from your positions."
    case .protocolError: "A frame broke RFC 6455."
    case .unsupportedData: "Binary messages are not understood."
    case .invalidText: "A text message was not UTF-8."
    case .tooLarge: "A frame or message was larger than the server takes."
    case .internalError: "Something went wrong in the server."
    case .signedOut: "The session has ended or the access token has expired: sign in again or renew it, connect, and go on from your positions."
    case .slow:
      "The client took nothing, or answered no ping, for too long. The reason ends with the last position that all topics had reached."
    }
  }

  /// Whether a client may close with it: the registered codes that may be sent, and the ranges of libraries and applications.
  static func isAllowed(_ code: UInt16) -> Bool { [1000...1003, 1007...1014, 3000...4999].contains { $0.contains(code) } }
}

/// The end of a connection as either side says it.
struct SocketClose: Sendable, Equatable {
  /// A control frame has 125 bytes, two of them the code.
  static let reasonBytesMax = 123

  /// nil: without a code.
  let code: UInt16?
  let reason: String

  init(_ code: SocketCloseCode, _ reason: String = "") { self.init(code: code.rawValue, reason: reason) }

  init(code: UInt16?, reason: String = "") {
    self.code = code
    self.reason = reason
  }

  var payload: ByteBuffer {
    var buffer = ByteBuffer()
    guard let code else { return buffer }
    buffer.writeInteger(code)
    var bytes = Array(reason.utf8)
    while bytes.count > Self.reasonBytesMax { bytes = Array(String(decoding: bytes, as: UTF8.self).dropLast().utf8) }
    buffer.writeBytes(bytes)
    return buffer
  }
}
