import Forum
import ForumKernel
import HTTPTypes
import HummingbirdCore
import NIOCore

/// A file as it is sent: the whole of it or a part, as the client wants.
struct FileReply: Sendable {
  /// As the client sees it.
  let type: FileType
  let size: Int64
  let filename: FileName
  /// Names these bytes, and no others.
  let tag: String
  /// Whether everybody may read it, so that caches on the way may keep it; they ask each time whether that is still so.
  let isPublic: Bool
  /// Opens it from the first byte of a range on.
  let open: @Sendable (Range<Int64>?) async throws -> any BlobReading
}

extension Endpoint {
  /// An endpoint that sends a file, piece by piece as the client takes it.
  init(
    file path: String, _ operationID: String, _ summary: String, tag: String, needs permission: Permission?, errors: [String],
    perform: @escaping @Sendable (Call) async throws -> FileReply
  ) {
    self.init(
      .get, path, operationID, summary, tag, permission, .read, errors, Contract(NoQuery.self, nil, .ok, .file)
    ) { call, _ in
      let _: NoQuery = try call.queryFields()
      return try await perform(call).response(to: call.head)
    }
  }
}

extension FileReply {
  /// What a browser may do with it: show an image, and nothing else; no script, no other address.
  private static let policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'"

  func response(to head: HTTPRequest) async throws -> Response {
    if let seen = head.headerFields[.ifNoneMatch], EntityTag.isNamed(tag, in: seen) { return Response(status: .notModified, headers: validators) }
    var fields = validators
    fields[.contentType] = type.mediaType
    fields[.contentDisposition] = filename.disposition(isInline: type.isShownInline)
    fields[.contentSecurityPolicy] = Self.policy
    // A range is of a GET alone (RFC 9110, 14.2).
    switch head.method == .get ? ByteRange(head.headerFields, size: size, tag: tag) : .whole {
    case .outside:
      throw Problem(
        .rangeNotSatisfiable, "range_not_satisfiable", "The file has \(size) bytes.",
        headers: [.contentRange: "bytes */\(size)", .acceptRanges: "bytes"])
    case .whole: return try await send(0..<size, .ok, fields, head)
    case .part(let range):
      fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
      return try await send(range, .partialContent, fields, head)
    }
  }

  private var validators: HTTPFields {
    [
      .eTag: tag, .acceptRanges: "bytes", .cacheControl: isPublic ? "public, no-cache" : "private, no-cache",
      // Pages of other sites may show what their visitors may read: who they are they must say, as everywhere.
      .resourcePolicy: "cross-origin",
    ]
  }

  /// Opened before the head is sent, so that what is missing is an error and no answer that breaks off.
  private func send(_ range: Range<Int64>, _ status: HTTPResponse.Status, _ fields: HTTPFields, _ head: HTTPRequest) async throws -> Response {
    var fields = fields
    // Known, and yet sent as the client takes it: the body does not say its length, so that nobody collects it.
    fields[.contentLength] = String(range.count)
    guard head.method != .head else { return Response(status: status, headers: fields) }
    let reading = try await open(range)
    guard reading.size == size else { throw AppError(.unavailable, "blob_missing", "The bytes of this file are not there.", retryAfterSeconds: 60) }
    return Response(
      status: status, headers: fields,
      body: ResponseBody { writer in
        while let piece = try await reading.next() { try await writer.write(ByteBuffer(bytes: piece)) }
        try await writer.finish(nil)
      })
  }
}

extension HTTPField.Name {
  fileprivate static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
}
