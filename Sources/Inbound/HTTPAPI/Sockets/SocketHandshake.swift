import Crypto
import Foundation
import HTTPTypes

/// The opening handshake of RFC 6455, section 4.2, for one request.
enum SocketHandshake {
  private static let version = "13"
  private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

  /// The header of the 101 answer. Throws a problem that says what the request lacks.
  static func accept(_ head: HTTPRequest) throws(Problem) -> HTTPFields {
    let fields = head.headerFields
    guard head.method == .get, contains("websocket", fields[values: .upgrade]), contains("upgrade", fields[values: .connection]) else {
      throw Problem(
        .upgradeRequired, "upgrade_required", "Connect with a WebSocket: GET with Upgrade: websocket and Connection: Upgrade.", headers: offer)
    }
    guard fields[.secWebSocketVersion] == version else {
      throw Problem(.upgradeRequired, "websocket_version", "Only version \(version) of the WebSocket protocol is spoken.", headers: offer)
    }
    guard fields[values: .secWebSocketKey].count == 1, let key = fields[.secWebSocketKey], Data(base64Encoded: key)?.count == 16 else {
      throw Problem(.badRequest, "websocket_key", "Sec-WebSocket-Key must be 16 bytes in Base64.")
    }
    guard fields[.contentLength] ?? "0" == "0", fields[.transferEncoding] == nil else {
      throw Problem(.badRequest, "websocket_body", "A request for a WebSocket has no body.")
    }
    let digest = Insecure.SHA1.hash(data: Data((key + suffix).utf8))
    return [.connection: "Upgrade", .upgrade: "websocket", .secWebSocketAccept: Data(digest).base64EncodedString()]
  }

  private static let offer: HTTPFields = [.upgrade: "websocket", .connection: "Upgrade, close", .secWebSocketVersion: version]

  private static func contains(_ token: String, _ values: [String]) -> Bool {
    values.contains { value in value.split(separator: ",").contains { $0.filter { $0 != " " && $0 != "\t" }.lowercased() == token } }
  }
}
