import Foundation
import NIOCore
import NIOHTTP1

/// One request, ready to be sent any number of times.
struct BenchRequest: Sendable {
  let head: HTTPRequestHead
  let body: ByteBuffer?

  /// `path`: with its query.
  static func get(_ path: String) -> Self {
    Self(head: HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: ["host": "127.0.0.1"]), body: nil)
  }

  /// `token`: of who posts; nil for visitors.
  static func post(_ path: String, _ fields: [String: String], token: String? = nil) throws -> Self {
    let body = ByteBuffer(bytes: try JSONEncoder().encode(fields))
    var headers: HTTPHeaders = ["host": "127.0.0.1", "content-type": "application/json", "content-length": "\(body.readableBytes)"]
    if let token { headers.add(name: "authorization", value: "Bearer \(token)") }
    return Self(head: HTTPRequestHead(version: .http1_1, method: .POST, uri: path, headers: headers), body: body)
  }
}

struct BenchAnswer: Sendable {
  let status: Int
  let body: ByteBuffer

  var isSuccess: Bool { (200..<300).contains(status) }
}

/// Why there was no answer.
enum BenchFailure: Error, CustomStringConvertible {
  case closed, late
  case malformed(String)

  var description: String {
    switch self {
    case .closed: "connection closed"
    case .late: "no answer within \(AnswerHandler.patience.nanoseconds / 1_000_000_000) s"
    case .malformed(let reason): "not HTTP: \(reason)"
    }
  }
}
