import ForumKernel
import Foundation
import HTTPAPI
import HTTPTypes
import Logging
import NIOCore
import Support
import Synchronization

/// The library behind the real pipeline, in process or on a port of its own.
struct LibraryServer: Sendable {
  static let tenant: TenantID = ID(RawID(high: 0x0190_a0a0_0000_7000, low: 0x8000_0000_0000_0002))
  static let user: UserID = ID(RawID(high: 0x0190_a0a0_0000_7000, low: 0x8000_0000_0000_0003))

  let server: HTTPServer
  let log = LogLines()
  let claims = Claims()
  let clock = ManualClock()
  let frames: AsyncStream<EventFrame>.Continuation
  let measurements = Measurements()
  private let listening: AsyncStream<Int>

  init(
    pages: [PageRoute] = [], more endpoints: [Endpoint] = [], reasonsNotReady: [String] = [], releases: ReleasePlan = .current,
    _ change: (inout HTTPSettings) -> Void = { _ in }
  ) throws {
    var settings = HTTPSettings()
    settings.port = 0
    settings.rates = nil
    change(&settings)
    let lines = log
    var services = HTTPServices(
      tenant: { name, host in
        guard name == nil || name == "main", host != "nowhere.example" else { throw AppError.notFound("tenant") }
        return Self.tenant
      }, authenticate: Self.authenticate, guest: { Principal(tenant: $0, permissions: [.forumRead]) },
      cache: MemoryCache(capacityBytes: 1 << 20, clock: clock), cursors: CursorSigner(key: Array(repeating: 7, count: 32)), clock: clock,
      ids: IDGenerator(clock: clock), logger: Logger(label: "library") { _ in lines.handler })
    services.reasonsNotReady = { reasonsNotReady }
    services.metrics = { "books 1\n" }
    services.measure = { [measurements] in measurements.add($0) }
    let (frames, continuation) = AsyncStream.makeStream(of: EventFrame.self, bufferingPolicy: .bufferingOldest(16))
    self.frames = continuation
    let (listening, port) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
    self.listening = listening
    server = try HTTPServer(
      endpoints: LibraryRoutes(claims: claims, frames: frames).endpoints + endpoints, pages: pages, settings: settings, services: services,
      releases: releases, onListening: { port.yield($0.port ?? 0) })
  }

  /// The bearer token `member` may write, `reader` may read, anything else is refused.
  private static func authenticate(_ token: String, _ tenant: TenantID) throws -> Principal {
    switch token {
    case "member": Principal(tenant: tenant, userID: user, permissions: [.forumRead, .postCreate])
    case "reader": Principal(tenant: tenant, userID: user, permissions: [.forumRead])
    default: throw AppError(.unauthenticated, "token_invalid", "This token is not valid.")
    }
  }

  /// A request in process.
  func send(_ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields = [:], json: String? = nil) async throws -> LibraryAnswer {
    var headers = headers
    if json != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
    let response = try await server.exchange(method, target, headers: headers, body: ByteBuffer(string: json ?? ""))
    return LibraryAnswer(status: response.status.code, headers: response.headers, text: String(buffer: response.body))
  }

  func post(_ json: String, _ headers: HTTPFields = [:]) async throws -> LibraryAnswer {
    try await send(.post, "/api/v1/books", [.authorization: "Bearer member"] + headers, json: json)
  }

  /// The port of the running server.
  func port() async -> Int {
    for await port in listening { return port }
    return 0
  }

  /// Runs the server while `body` talks to its port, then stops it at once.
  func live(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { try await server.run() }
      group.addTask { try await body(await port()) }
      try await group.next()
      group.cancelAll()
    }
  }
}

struct LibraryAnswer: Sendable {
  let status: Int
  let headers: HTTPFields
  let text: String

  var json: [String: Any] {
    get throws { try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:] }
  }
  var data: [String: Any] { get throws { try json["data"] as? [String: Any] ?? [:] } }
  var code: String? { get throws { try json["code"] as? String } }
  /// `pointer code` of each fault.
  var faults: [String] {
    get throws { (try json["errors"] as? [[String: String]] ?? []).map { "\($0["pointer"] ?? "") \($0["code"] ?? "")" } }
  }
}

/// Keeps what the server logged.
final class LogLines: Sendable {
  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add("\(event.level) \(event.message) \(event.metadata ?? [:])") }
  }

  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }
  var handler: any LogHandler { Handler(lines: self) }
  private func add(_ line: String) { lines.withLock { $0.append(line) } }
}

final class Measurements: Sendable {
  private let list = Mutex<[RequestMeasurement]>([])

  var all: [RequestMeasurement] { list.withLock { $0 } }
  func add(_ measurement: RequestMeasurement) { list.withLock { $0.append(measurement) } }
}

extension HTTPFields {
  static func + (a: HTTPFields, b: HTTPFields) -> HTTPFields {
    var sum = a
    for field in b { sum.append(field) }
    return sum
  }
}
