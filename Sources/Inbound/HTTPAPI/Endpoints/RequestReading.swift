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
    let isMergePatch = try requireJSON()
    guard let body, body.readableBytes > 0 else {
      throw AppError(.invalid, "invalid_json", "The request needs a JSON object as its body.", isMalformed: true)
    }
    let json = try body.withUnsafeReadableBytes { bytes in try JSONParser.parse(bytes.bindMemory(to: UInt8.self)) }
    guard case .object(let members) = json else { throw AppError.validation([Fault("", "wrong_type", "The body must be a JSON object.")]) }
    let newer = try version.newer(members, of: Body.schemaName)
    do throws(AppError) {
      return try FieldReader(members: newer, isMergePatch: isMergePatch).request()
    } catch {
      throw version.older(error, of: Body.schemaName)
    }
  }

  /// Whether it is a merge patch. Throws for what is no JSON.
  private func requireJSON() throws -> Bool {
    if let coding = head.headerFields[.contentEncoding], coding.lowercased() != "identity" {
      throw Problem(
        .unsupportedMediaType, "unsupported_content_encoding", "The body must be sent as it is, without Content-Encoding.",
        headers: [.acceptEncoding: "identity"])
    }
    let type = head.headerFields[.contentType] ?? ""
    let essence = type.prefix { $0 != ";" && $0 != " " }
    let isPatch = head.method == .patch
    if essence == MediaType.json || essence.lowercased() == MediaType.json { return false }
    if isPatch, essence.lowercased() == MediaType.mergePatch { return true }
    throw Problem(
      .unsupportedMediaType, "unsupported_media_type",
      "The body must be JSON, with Content-Type: \(isPatch ? "\(MediaType.json) or \(MediaType.mergePatch)" : MediaType.json).",
      headers: isPatch ? [.accept: MediaType.patches, .acceptPatch: MediaType.patches] : [.accept: MediaType.json])
  }
}

extension HTTPField.Name {
  static let acceptPatch = HTTPField.Name("Accept-Patch")!
}
