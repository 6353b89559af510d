import ForumKernel
import HTTPTypes
import NIOCore

extension Call {
  /// The query as its type, or every fault of it.
  func queryFields<Query: QueryFields>() throws -> Query {
    if query.isEmpty, Query.self == NoQuery.self { return try FieldReader(query: []).request() }
    return try FieldReader(query: try QueryString.parse(query)).request()
  }

  /// The body as its type, or every fault of it.
  func bodyFields<Body: BodyFields>() throws -> Body {
    guard Body.self != NoBody.self else { return try FieldReader(members: []).request() }
    try requireJSON()
    guard let body, body.readableBytes > 0 else {
      throw AppError(.invalid, "invalid_json", "The request needs a JSON object as its body.", isMalformed: true)
    }
    let json = try body.withUnsafeReadableBytes { bytes in try JSONParser.parse(bytes.bindMemory(to: UInt8.self)) }
    guard case .object(let members) = json else { throw AppError.validation([Fault("", "wrong_type", "The body must be a JSON object.")]) }
    let newer = try version.newer(members, of: Body.schemaName)
    do throws(AppError) {
      return try FieldReader(members: newer).request()
    } catch {
      throw version.older(error, of: Body.schemaName)
    }
  }

  private func requireJSON() throws {
    if let coding = head.headerFields[.contentEncoding], coding.lowercased() != "identity" {
      throw Problem(
        .unsupportedMediaType, "unsupported_content_encoding", "The body must be sent as it is, without Content-Encoding.",
        headers: [.acceptEncoding: "identity"])
    }
    let type = head.headerFields[.contentType] ?? ""
    let essence = type.prefix { $0 != ";" && $0 != " " }
    let isMergePatch = head.method == .patch && essence.lowercased() == "application/merge-patch+json"
    guard essence == "application/json" || isMergePatch || essence.lowercased() == "application/json" else {
      throw Problem(
        .unsupportedMediaType, "unsupported_media_type", "The body must be JSON, with Content-Type: application/json.",
        headers: [.accept: "application/json"])
    }
  }
}
