import Foundation
import HTTPAPI
public import HTTPTypes
import NIOCore
public import Testing

/// Somebody who calls the API; their identity is the client.
public struct Client: Sendable {
  let server: HTTPServer
  public let token: String?
  public var refreshToken: String?
  /// What `X-Tenant` says; nil: nothing.
  public var tenant: String?

  /// The host that is asked, as the client names it.
  public var authority = "localhost"

  /// The same person, asking another host name of this server.
  public func at(_ authority: String) -> Client {
    var client = self
    client.authority = authority
    return client
  }

  /// The same person, asking for another tenant.
  public func of(_ tenant: String) -> Client { Client(server: server, token: token, refreshToken: refreshToken, tenant: tenant) }

  /// The same server for whoever has this access token.
  public func with(token: String?) -> Client { Client(server: server, token: token) }

  public func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer { try await send(.get, path, nil, headers) }
  public func head(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer { try await send(.head, path, nil, headers) }
  public func post(_ path: String, _ body: [String: Any] = [:], _ headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.post, path, body, headers)
  }
  public func patch(_ path: String, _ body: [String: Any], version: Int? = nil) async throws -> Answer {
    try await send(.patch, path, body, version.map { [.ifMatch: "\"\($0)\""] } ?? [:])
  }
  /// A PATCH as RFC 7396 has it.
  public func merge(_ path: String, _ patch: [String: Any], version: Int? = nil) async throws -> Answer {
    var headers: HTTPFields = [.contentType: "application/merge-patch+json"]
    headers[.ifMatch] = version.map { "\"\($0)\"" } ?? "*"
    return try await send(.patch, path, patch, headers)
  }
  public func put(_ path: String, _ body: [String: Any]? = nil, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.put, path, body, headers)
  }
  public func delete(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer { try await send(.delete, path, nil, headers) }

  /// Any method, over whatever version there is unless `ifMatch` says another one.
  public func call(_ method: String, _ path: String, _ body: [String: Any]? = nil, ifMatch: String? = "*") async throws -> Answer {
    try await send(HTTPRequest.Method(method)!, path, body, ifMatch.map { [.ifMatch: $0] } ?? [:])
  }

  /// Sends a form with a file.
  public func upload(_ bytes: [UInt8], named filename: String, description: String? = nil, _ headers: HTTPFields = [:]) async throws -> Answer {
    var form = Array("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(filename)\"\r\n\r\n".utf8) + bytes
    if let description { form += Array("\r\n--b\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n\(description)".utf8) }
    form += Array("\r\n--b--\r\n".utf8)
    var headers = headers
    headers[.contentType] = "multipart/form-data; boundary=b"
    return try await send(.post, "attachments", ByteBuffer(bytes: form), headers)
  }

  private func send(_ method: HTTPRequest.Method, _ path: String, _ body: [String: Any]?, _ headers: HTTPFields) async throws -> Answer {
    guard let body else { return try await send(method, path, ByteBuffer(), headers) }
    var headers = headers
    if headers[.contentType] == nil { headers[.contentType] = "application/json" }
    // The same fields are the same bytes: a request that is repeated is the same one.
    let bytes = try JSONSerialization.data(withJSONObject: body, options: .sortedKeys)
    return try await send(method, path, ByteBuffer(bytes: bytes), headers)
  }

  private func send(_ method: HTTPRequest.Method, _ path: String, _ bytes: ByteBuffer, _ headers: HTTPFields) async throws -> Answer {
    var headers = headers
    if let tenant { headers[HTTPField.Name("X-Tenant")!] = tenant }
    if let token { headers[.authorization] = "Bearer \(token)" }
    let target = path.hasPrefix("/") ? path : "/api/v1/\(path)"
    let response = try await server.exchange(method, target, headers: headers, body: bytes, authority: authority)
    return Answer(
      request: "\(method) \(target)", status: response.status.code, headers: response.headers, text: String(buffer: response.body),
      bytes: Array(response.body.readableBytesView),
      json: try response.headers[.contentType]?.contains("json") == true ? JSON(response.body.readableBytesView) : JSON([]))
  }
}

/// What the API said.
public struct Answer: Sendable {
  public let request: String
  public let status: Int
  public let headers: HTTPFields
  public let text: String
  public let bytes: [UInt8]
  public let json: JSON

  public var data: JSON { json["data"] }
  /// The slug of a problem.
  public var code: String { json["code"].text }

  /// Throws, and so ends the test, for another status: what follows needs the answer.
  @discardableResult
  public func expect(_ status: Int, sourceLocation: SourceLocation = #_sourceLocation) throws -> Answer {
    try #require(self.status == status, "\(request) answered \(self.status): \(text)", sourceLocation: sourceLocation)
    return self
  }

  /// Notes a failure for another status or slug.
  public func expect(_ status: Int, _ code: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(self.status == status && self.code == code, "\(request) answered \(self.status): \(text)", sourceLocation: sourceLocation)
  }
}
