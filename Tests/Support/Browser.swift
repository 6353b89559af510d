import Foundation
import HTTPAPI
public import HTTPTypes
import NIOCore
import Synchronization

/// Somebody at a browser without scripts: keeps cookies, sends forms, follows where they lead.
public final class Browser: Sendable {
  private let server: HTTPServer
  private let cookies = Mutex<[String: String]>([:])

  init(server: HTTPServer) { self.server = server }

  /// What the jar holds; tests take some away.
  public func forget(_ cookie: String) { cookies.withLock { $0[cookie] = nil } }

  public func cookie(_ name: String) -> String? { cookies.withLock { $0[name] } }

  public func open(_ path: String) async throws -> PageAnswer { try await send(.get, path, [:], ByteBuffer()) }

  /// Sends a form as our own page does, and follows where it leads.
  public func submit(_ path: String, _ fields: [String: String] = [:], from site: String = "same-origin") async throws -> PageAnswer {
    var form = URLComponents()
    form.queryItems = fields.sorted { $0.key < $1.key }.map { URLQueryItem(name: $0.key, value: $0.value) }
    let text = (form.percentEncodedQuery ?? "").replacing("+", with: "%2B")
    let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded", Self.fetchSite: site]
    let answer = try await send(.post, path, headers, ByteBuffer(string: text))
    guard answer.status == 303, let location = answer.location else { return answer }
    return try await follow(location)
  }

  private func follow(_ location: String) async throws -> PageAnswer {
    let answer = try await open(location)
    guard [301, 302, 303].contains(answer.status), let next = answer.location else { return answer }
    return try await follow(String(next.prefix { $0 != "#" }))
  }

  private func send(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: ByteBuffer) async throws -> PageAnswer {
    var headers = headers
    let sent = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ") }
    if !sent.isEmpty { headers[.cookie] = sent }
    let response = try await server.exchange(method, path, headers: headers, body: body)
    for cookie in response.headers[values: .setCookie] { keep(cookie) }
    return PageAnswer(
      path: path, status: response.status.code, location: response.headers[.location], headers: response.headers, text: String(buffer: response.body))
  }

  private func keep(_ cookie: String) {
    let parts = cookie.split(separator: ";").map { $0.drop { $0 == " " } }
    let sides = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    cookies.withLock { $0[String(sides[0])] = parts.contains("Max-Age=0") ? nil : String(sides[1]) }
  }

  private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
}

/// A page, or where it leads.
public struct PageAnswer: Sendable {
  /// The path that was asked for last.
  public let path: String
  public let status: Int
  public let location: String?
  public let headers: HTTPFields
  public let text: String
}

extension TestForum {
  public func browser() -> Browser { Browser(server: server) }
}
