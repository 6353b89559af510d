import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A file as a form; it is the same form each time it is sent.
struct Upload: Sendable {
  let contentType: String
  let body: Data

  init(_ content: Data, _ filename: String, _ description: String?, _ mediaType: String) {
    let boundary = UUID().uuidString
    let head = "--\(boundary)\r\nContent-Disposition: form-data; name="
    let name = filename.replacingOccurrences(of: "\"", with: "%22").replacingOccurrences(of: "\r", with: "%0D")
      .replacingOccurrences(of: "\n", with: "%0A")
    var body = Data()
    if let description { body += Data("\(head)\"description\"\r\n\r\n\(description)\r\n".utf8) }
    body += Data("\(head)\"file\"; filename=\"\(name)\"\r\nContent-Type: \(mediaType)\r\n\r\n".utf8) + content
    body += Data("\r\n--\(boundary)--\r\n".utf8)
    contentType = "multipart/form-data; boundary=\(boundary)"
    self.body = body
  }
}

struct Request: Sendable {
  let method: String
  let path: String
  var query: [(name: String, value: String?)] = []
  var body: (any Encodable & Sendable)?
  /// In the place of `body`.
  var upload: Upload?
  var headers: [String: String] = [:]
  /// Being done twice is as good as once; reading always is.
  let isRepeatable: Bool
  /// Goes with the session's token.
  var isSigned = true

  init(
    _ method: String, _ path: String, query: [(name: String, value: String?)] = [], body: (any Encodable & Sendable)? = nil,
    upload: Upload? = nil, ifMatch: VersionMatch? = nil,
    isDoneOnce: Bool = false, idempotencyKey: String? = nil, isRepeatable: Bool = false, isSigned: Bool = true
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.upload = upload
    self.isRepeatable = isRepeatable || method == "GET"
    self.isSigned = isSigned
    if isDoneOnce { headers["Idempotency-Key"] = "\"\(idempotencyKey ?? UUID().uuidString)\"" }
    if let ifMatch { headers["If-Match"] = ifMatch.field }
  }
}

/// A value as one segment of a path. What would lead to another path becomes U+FFFD, which names nothing: the server answers that it is not there.
func place(_ value: String) -> String {
  ["", ".", ".."].contains(value) ? "%EF%BF%BD" : value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? value
}

private let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

/// The connections to a server. On Linux Foundation hangs until the timeout when a connection that it uses again ends before the answer to a request with a
/// body; there each of these gets a connection of its own.
struct Connections: Sendable {
  private let kept: URLSession
  private let single: URLSession

  init(timeoutSeconds: Double) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeoutSeconds
    configuration.httpCookieStorage = nil
    kept = URLSession(configuration: configuration)
    #if canImport(FoundationNetworking)
      single = URLSession(configuration: configuration)
    #else
      single = kept
    #endif
  }

  func of(_ request: URLRequest) -> URLSession { request.httpBody == nil ? kept : single }

  func prepare(_ request: inout URLRequest) {
    #if canImport(FoundationNetworking)
      request.setValue("close", forHTTPHeaderField: "Connection")
    #endif
  }
}

/// Requests with their sign-in, their repetitions and their errors.
struct Caller: Sendable {
  /// A server that asks for a longer pause than these seconds gets no second request: the error is told.
  private static let waitMax = 30.0

  let address: String
  let urls: Connections
  let signIn: SignIn
  let headers: [String: String]
  let timeoutSeconds: Double
  let retries: Int

  private struct Envelope<Value: Decodable>: Decodable {
    let data: Value
  }

  func data<Value: Decodable & Sendable>(_ request: Request) async throws -> Value {
    let body = try await send(request) { try await urls.of($0).data(for: $0) }
    do {
      return try JSON.decode(Envelope<Value>.self, body).data
    } catch {
      throw UnreadableAnswer(description: "\(request.method) \(request.path) was answered without its data: \(error)")
    }
  }

  func nothing(_ request: Request) async throws {
    _ = try await send(request) { try await urls.of($0).data(for: $0) }
  }

  func list<Kind: ListPage>(_ request: Request) -> Listing<Kind> {
    Listing { cursor in
      var request = request
      if let cursor { request.query = request.query.filter { $0.name != "cursor" } + [("cursor", cursor)] }
      return try await data(request)
    }
  }

  func events(_ request: Request, _ lastEventID: String?) async throws -> EventStream {
    try await EventStream(self, request, lastEventID)
  }

  /// The bytes in a temporary file; it is the caller's to move or remove.
  func archive(_ request: Request) async throws -> URL {
    try await send(request) { try await urls.of($0).download(for: $0) }
  }

  /// What `exchange` got for a request that succeeded. What may be repeated is repeated when no answer comes; all is, when the server says that it did nothing.
  func send<Body>(_ request: Request, _ exchange: (URLRequest) async throws -> (Body, URLResponse)) async throws -> Body {
    var left = retries
    var isRenewed = false
    while true {
      let token = request.isSigned ? try await signIn.token(self) : nil
      let body: Body
      let response: URLResponse
      do {
        (body, response) = try await exchange(try made(request, token))
      } catch let error as URLError {
        try Task.checkCancellation()
        guard left > 0, request.isRepeatable else {
          throw ConnectionLost(description: "\(request.method) \(request.path) got no answer: \(error.localizedDescription)")
        }
        try await Task.sleep(for: .seconds(pause(left)))
        left -= 1
        continue
      }
      guard let answer = response as? HTTPURLResponse else { throw UnreadableAnswer(description: "\(request.path) is no HTTP") }
      if (200..<300).contains(answer.statusCode) { return body }
      let problem = try await problem(request, body, answer)
      if problem.kind == .unauthorized, !isRenewed, request.isSigned, try await signIn.renew(self, refused: token) {
        isRenewed = true
        continue
      }
      let seconds = problem.retryAfterSeconds ?? pause(left)
      guard left > 0, seconds <= Self.waitMax, Self.didNothing(problem, request) else { throw problem }
      try await Task.sleep(for: .seconds(seconds))
      left -= 1
    }
  }

  private func made(_ request: Request, _ token: String?) throws -> URLRequest {
    let query = request.query.compactMap { name, value in value.map { "\(place(name))=\(place($0))" } }.joined(separator: "&")
    guard let url = URL(string: address + request.path + (query.isEmpty ? "" : "?\(query)")) else {
      throw URLError(.badURL)
    }
    var made = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: timeoutSeconds)
    made.httpMethod = request.method
    for (name, value) in headers.merging(request.headers, uniquingKeysWith: { $1 }) { made.setValue(value, forHTTPHeaderField: name) }
    if let token { made.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    if let body = request.body {
      made.setValue("application/json", forHTTPHeaderField: "Content-Type")
      made.httpBody = try JSON.encode(body)
      urls.prepare(&made)
    } else if let upload = request.upload {
      made.setValue(upload.contentType, forHTTPHeaderField: "Content-Type")
      made.httpBody = upload.body
      urls.prepare(&made)
    }
    return made
  }

  /// True when the request can be sent again. Of a commit that nobody knows of the server can't say whether it is there.
  private static func didNothing(_ problem: Problem, _ request: Request) -> Bool {
    if problem.status == 429 { return true }
    return problem.status == 503 && problem.retryAfterSeconds != nil && (problem.code != "commit_unknown" || request.isRepeatable)
  }

  private func pause(_ left: Int) -> Double {
    min(Self.waitMax, 0.25 * Double(1 << min(retries - left, 10))) * Double.random(in: 0.5...1)
  }

  private func problem(_ request: Request, _ body: Any, _ answer: HTTPURLResponse) async throws -> Problem {
    let bytes: Data? =
      switch body {
      case let data as Data: data
      case let file as URL: try? Data(contentsOf: file)
      case let pieces as EventBytes: try? await pieces.all()
      default: nil
      }
    guard let bytes, var problem = try? JSON.decode(Problem.self, bytes) else {
      throw UnreadableAnswer(description: "\(request.method) \(request.path) was answered \(answer.statusCode) without a problem of the forum's")
    }
    problem.retryAfterSeconds = answer.value(forHTTPHeaderField: "Retry-After").flatMap(Double.init)
    return problem
  }
}
