import ForumKernel
import HTTPTypes
import HummingbirdCore
import NIOCore

extension Endpoint {
  /// An endpoint that sends a tar archive, piece by piece as the client takes it. `name` is that of the file it is saved as; `piece` answers the next
  /// one, nil at the end.
  init(
    archive path: String, _ operationID: String, _ summary: String, tag: String, needs permission: Permission?, errors: [String] = [],
    perform: @escaping @Sendable (Call) async throws -> (name: String, next: @Sendable () async throws -> [UInt8]?)
  ) {
    self.init(
      .get, path, operationID, summary, tag, permission, .read, errors, Contract(NoQuery.self, nil, .ok, .archive)
    ) { call, _ in
      let (name, next) = try await perform(call)
      let headers: HTTPFields = [
        .contentType: MediaType.archive, .cacheControl: "no-store", .contentDisposition: "attachment; filename=\"\(name)\"",
      ]
      return Response(
        status: .ok, headers: headers,
        body: ResponseBody { writer in
          while let bytes = try await next() { try await writer.write(ByteBuffer(bytes: bytes)) }
          try await writer.finish(nil)
        })
    }
  }
}
