public import HTTPTypes
import HummingbirdCore
public import NIOCore

/// A whole answer of the server.
public struct ExchangedResponse: Sendable {
  public let status: HTTPResponse.Status
  public let headers: HTTPFields
  public let body: ByteBuffer
}

extension HTTPServer {
  /// Sends a request through everything but the socket, and collects the answer. For tests and for tools inside the process; the answer must end by itself.
  public func exchange(
    _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:], body: ByteBuffer = ByteBuffer(), authority: String = "localhost"
  ) async throws -> ExchangedResponse {
    let head = HTTPRequest(method: method, scheme: "http", authority: authority, path: target, headerFields: headers)
    var record = RequestRecord()
    // What is taken as it comes is measured by who takes it.
    let isUpload = pipeline.uploadBytesMax(head) != nil
    let received = isUpload ? ReceivedBody.bytes(body) : ReceivedBody(body, of: head, max: pipeline.limits.bodyBytesMax)
    let response = await pipeline.respond(to: head, received, on: nil, &record)
    let collected = CollectedBody()
    try await response.body.write(collected)
    return ExchangedResponse(status: response.status, headers: response.headers, body: collected.bytes)
  }
}
