import ForumKernel
import ForumRuntime
import Foundation
import HTTPAPI
public import HTTPTypes
import NIOCore
import Synchronization
import Testing

/// Somebody at a browser without scripts: keeps cookies, sends forms, follows where they lead.
public final class Browser: Sendable {
  private let server: HTTPServer
  private let cookies = Mutex<[String: String]>([:])

  init(server: HTTPServer) { self.server = server }

  /// What the jar holds; tests take some away.
  public func forget(_ cookie: String) { cookies.withLock { $0[cookie] = nil } }

  public func cookie(_ name: String) -> String? { cookies.withLock { $0[name] } }

  /// Puts a cookie of another jar into this one.
  public func keep(_ cookie: String, _ value: String) { cookies.withLock { $0[cookie] = value } }

  /// `ahead`: before anybody has asked for the page.
  public func open(_ path: String, ahead: Bool = false) async throws -> PageAnswer {
    try await send(.get, path, ahead ? [Self.purpose: "prefetch"] : [:], ByteBuffer())
  }

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

  /// Sends a form with a file as our own page does, and follows where it leads.
  public func upload(_ path: String, _ bytes: [UInt8], named filename: String, description: String, from site: String = "same-origin") async throws
    -> PageAnswer
  {
    let part = "--b\r\nContent-Disposition: form-data; name="
    let form =
      Array("\(part)\"file\"; filename=\"\(filename)\"\r\n\r\n".utf8) + bytes
      + Array("\r\n\(part)\"description\"\r\n\r\n\(description)\r\n--b--\r\n".utf8)
    let headers: HTTPFields = [.contentType: "multipart/form-data; boundary=b", Self.fetchSite: site]
    let answer = try await send(.post, path, headers, ByteBuffer(bytes: form))
    guard answer.status == 303, let location = answer.location else { return answer }
    return try await follow(location)
  }

  /// Opens a page and goes on to wherever it leads.
  public func follow(_ location: String) async throws -> PageAnswer {
    let answer = try await open(location)
    guard [301, 302, 303].contains(answer.status), let next = answer.location else { return answer }
    return try await follow(String(next.prefix { $0 != "#" }))
  }

  private func send(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: ByteBuffer) async throws -> PageAnswer {
    var headers = headers
    headers[.accept] = "text/html,application/xhtml+xml,*/*;q=0.8"
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

  private static let purpose = HTTPField.Name("Sec-Purpose")!
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

  /// Somebody who has signed up at a browser, with `BrowserPassword`.
  public func signedUpBrowser(_ handle: String) async throws -> Browser {
    let browser = browser()
    let answer = try await browser.submit(
      "/account/sign-up", ["handle": handle, "email": "\(handle)@example.org", "password": BrowserPassword.text])
    try #require(answer.status == 200 && browser.cookie("forum_access") != nil, "\(handle) could not sign up: \(answer.text)")
    return browser
  }

  /// An administrator who has signed in at a browser.
  public func administratorBrowser(_ handle: String = "root") async throws -> Browser {
    _ = try await administrator(handle)
    let browser = browser()
    let answer = try await browser.submit("/account/sign-in", ["login": handle, "password": "a long pass phrase for \(handle)"])
    try #require(answer.status == 200 && browser.cookie("forum_access") != nil, "\(handle) could not sign in: \(answer.text)")
    return browser
  }

  /// Where the newest mail to an address leads, as path and query.
  public func mailedLink(to address: String, _ purpose: String) async throws -> String {
    try await caughtUp()
    let mails = try #require(application.mailer as? MemoryMailer).mails.filter { $0.recipient == address }
    let line = mails.last?.text.split(separator: "\n").first { $0.contains("/account/\(purpose)?") }
    let link = try #require(line.flatMap { URLComponents(string: String($0)) }, "no link in the mails to \(address)")
    return link.path + "?" + (link.percentEncodedQuery ?? "")
  }
}

public enum BrowserPassword {
  public static let text = "zebra violin cloud"
}
