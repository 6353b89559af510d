import ForumKernel
import HTTPTypes
import NIOCore

extension Call {
  /// The query as its type, or every fault of it.
  func queryFields<Query: QueryFields>() throws -> Query { try fields(Query.self, NoBody.self).query }

  /// The query and the body as their types, or every fault of both.
  func fields<Query: QueryFields, Body: BodyFields>(_: Query.Type = Query.self, _: Body.Type = Body.self) throws -> (query: Query, body: Body) {
    let query: (fields: Query, faults: [Fault]) = try readQuery()
    let body: (fields: Body, faults: [Fault]) = try readBody()
    let faults = query.faults + body.faults
    guard faults.isEmpty else { throw AppError.validation(Array(faults.prefix(FaultList.countMax))) }
    return (query.fields, body.fields)
  }

  private func readQuery<Query: QueryFields>() throws -> (fields: Query, faults: [Fault]) {
    FieldReader(query: query.isEmpty ? [] : try QueryString.parse(query), now: now).fields()
  }

  private func readBody<Body: BodyFields>() throws -> (fields: Body, faults: [Fault]) {
    guard Body.self != NoBody.self else { return FieldReader(members: []).fields() }
    let isMergePatch = try requireJSON()
    guard let body, body.readableBytes > 0 else {
      throw AppError(.invalid, "invalid_json", "The request needs a JSON object as its body.", isMalformed: true)
    }
    let json = try body.withUnsafeReadableBytes { bytes in try JSONParser.parse(bytes.bindMemory(to: UInt8.self)) }
    guard case .object(let members) = json else {
      let fields: Body = FieldReader(members: []).fields().fields
      return (fields, [Fault("", "wrong_type", "The body must be a JSON object.")])
    }
    let (newer, unknown) = version.newer(members, of: Body.schemaName)
    let (fields, faults): (Body, [Fault]) = FieldReader(members: newer, isMergePatch: isMergePatch, now: now).fields()
    return (fields, unknown + version.older(faults, of: Body.schemaName))
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
