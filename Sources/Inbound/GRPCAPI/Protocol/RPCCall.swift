import Crypto
import Forum
import ForumKernel
import HTTPAPI
import SwiftProtobuf

/// One call: who calls and what was sent.
struct RPCCall<Message: Sendable>: Sendable {
  let principal: Principal
  let cursors: CursorSigner
  /// `forumlite.v1.PostService/CreatePost`.
  let method: String
  let message: Message
  /// The longest message, as JSON: what a REST body may have.
  let bytesMax: Int
  /// When the call came.
  let now: Timestamp

  var tenant: TenantID { principal.tenant }

  /// The page that is asked for; `scope` names the list as the REST API does, so that a cursor is good for both. Without a cursor it begins after
  /// `start`.
  func page(_ query: PageQuery, of scope: String, after start: PagePosition? = nil) throws(AppError) -> PageRequest {
    guard let cursor = query.cursor else { return PageRequest(limit: query.limit, after: start) }
    return PageRequest(limit: query.limit, after: try cursors.decode(cursor, scope: scope))
  }

  func next(_ position: PagePosition?, of scope: String) -> String? { position.map { cursors.encode($0, scope: scope) } }
}

extension RPCCall where Message: SwiftProtobuf.Message {
  /// The message by the rules that the REST API has for the same fields, or every fault of it.
  func fields<Fields: RequestFields>(_: Fields.Type = Fields.self) throws -> Fields { try message.fields(bytesMax: bytesMax, now: now) }

  /// What covers this user, this method and exactly this message; nil without a key.
  func idempotencyClaim(_ key: String?) throws -> IdempotencyClaim? {
    guard let key else { return nil }
    let bytes: [UInt8] = try message.serializedBytes()
    let fingerprint = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return IdempotencyClaim(key: key, scope: "\(principal.userID?.description ?? "guest"):\(method)", fingerprint: fingerprint)
  }
}

extension SwiftProtobuf.Message {
  /// Fields that are missing in the message are missing for the rules. Throws `tooMany` for what is longer than `bytesMax`.
  func fields<Fields: RequestFields>(_: Fields.Type = Fields.self, bytesMax: Int, now: Timestamp? = nil) throws -> Fields {
    var options = JSONEncodingOptions()
    options.preserveProtoFieldNames = true
    options.alwaysPrintInt64sAsNumbers = true
    let json: [UInt8] = try jsonUTF8Bytes(options: options)
    guard json.count <= bytesMax else { throw AppError(.tooMany, "body_too_large", "A message may have at most \(bytesMax) bytes, as JSON.") }
    return try Fields(json: json, now: now)
  }
}
