import Forum
import ForumKernel
import HTTPTypes

/// What the OpenAPI document says of a form with a file.
enum UploadForm {
  static let schema = JSONSchema(
    properties: [
      JSONSchema.Property(
        name: "file", schema: JSONSchema(["type": "string", "contentMediaType": "application/octet-stream"]), isRequired: true,
        description: "The file, with its name; what it is, its bytes tell."),
      JSONSchema.Property(
        name: "description",
        schema: JSONSchema(["type": "string", "maxLength": .integer(Int64(AttachmentLimits.descriptionLengthMax))]), isRequired: false,
        description: "What it shows, for those who do not see it."),
    ]
  ).named("FileUpload")
}

extension Endpoint {
  /// An endpoint that takes `multipart/form-data` with one file as it comes in. Who may call, what `ready` asks, and what the head says of the body is known
  /// before any of it is read.
  init<View>(
    upload path: String, _ operationID: String, _ summary: String, tag: String, needs permission: Permission, errors: [String],
    returns shape: Shape<View>, uploads: UploadGate,
    ready: @escaping @Sendable (Call, _ declaredBytes: Int64) async throws -> Void,
    perform: @escaping @Sendable (Call, Upload) async throws -> Reply<View>
  ) {
    var contract = Contract(NoQuery.self, nil, .created, .json(shape.schema))
    contract.form = UploadForm.schema
    self.init(
      .post, path, operationID, summary, tag, permission, .write, errors + ["file_too_large", "uploads_busy", "malformed_form"], isDoneOnce: true,
      contract
    ) { call, _ in
      _ = try call.idempotencyKey()
      let _: NoQuery = try call.queryFields()
      let parser = try call.formParser()
      let declared = Int64(ReceivedBody.declaredLength(call.head))
      guard declared <= uploads.bytesMax + UploadGate.overheadBytes else { throw Problem.fileTooLarge(uploads.bytesMax) }
      try await ready(call, max(0, declared - UploadGate.overheadBytes))
      guard let body = call.incoming else { throw Problem.fileTooLarge(uploads.bytesMax) }
      return try await uploads.places.withPlace(for: call.principal) {
        let upload = try await UploadReader.read(body, parser, uploads.spool, bytesMax: uploads.bytesMax)
        return try await perform(call, upload).response(call, shape, .created)
      }
    }
  }
}

extension Call {
  fileprivate func formParser() throws -> MultipartParser {
    if let coding = head.headerFields[.contentEncoding], coding.lowercased() != "identity" {
      throw Problem(
        .unsupportedMediaType, "unsupported_content_encoding", "The body must be sent as it is, without Content-Encoding.",
        headers: [.acceptEncoding: "identity"])
    }
    guard let boundary = FormType.boundary(head.headerFields[.contentType]) else {
      throw Problem(
        .unsupportedMediaType, "unsupported_media_type", "The body must be a form, with Content-Type: multipart/form-data; boundary=….",
        headers: [.accept: MediaType.form])
    }
    guard let parser = MultipartParser(boundary: boundary) else { throw MultipartParser.malformed("This can be no boundary of a form.") }
    return parser
  }
}
