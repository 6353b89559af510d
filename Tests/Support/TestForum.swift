public import Admin
public import Auth
public import ForumKernel
public import ForumRuntime
import ForumWiring
import Foundation
import HTTPAPI
public import Logging
import NIOCore
import Testing
import Workers

/// A whole forum in this process: real modules, SQLite in memory or what else the `TestProfile` says, everything behind HTTP but the socket.
public struct TestForum: Sendable {
  public let application: Application
  public let clock: ManualClock
  let server: HTTPServer
  private let ports: AsyncStream<Int>

  init(application: Application, clock: ManualClock, server: HTTPServer, ports: AsyncStream<Int>) {
    self.application = application
    self.clock = clock
    self.server = server
    self.ports = ports
  }

  /// Serves on a free port of this machine while `body` runs, which gets the port.
  public func listening(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { try await server.run() }
      group.addTask { for await port in ports { return try await body(port) } }
      try await group.next()
      group.cancelAll()
    }
  }

  /// Somebody who is not signed in.
  public var visitor: Client { Client(server: server, token: nil) }

  /// Registers and signs in.
  public func member(_ handle: String, tenant: String? = nil) async throws -> Client {
    let password = "a long pass phrase for \(handle)"
    let account = ["handle": handle, "email": "\(handle)@example.org", "password": password]
    try await Client(server: server, token: nil, tenant: tenant).post("auth/register", account).expect(201)
    return try await signIn(handle, password, tenant: tenant)
  }

  public func administrator(_ handle: String = "root") async throws -> Client {
    let password = "a long pass phrase for \(handle)"
    _ = try await application.auth.registerUser.administrator(
      .init(handle: handle, email: "\(handle)@example.org", password: password, displayName: nil), tenant: application.defaultTenant.id)
    return try await signIn(handle, password)
  }

  public func signIn(_ login: String, _ password: String, tenant: String? = nil) async throws -> Client {
    let answer = try await Client(server: server, token: nil, tenant: tenant).post("auth/sessions", ["login": login, "password": password]).expect(
      201)
    return Client(server: server, token: answer.data["access_token"].text, refreshToken: answer.data["refresh_token"].text, tenant: tenant)
  }

  /// The category that every new forum has.
  public func category() async throws -> String { try await visitor.get("categories").data["items"][0]["id"].text }

  /// A thread with its opening post; the answer's data.
  public func thread(by author: Client, title: String = "A thread", body: String = "Its opening text.") async throws -> JSON {
    try await author.post("threads", ["category_id": try await category(), "title": title, "body": body]).expect(201).data
  }
}

/// Runs `body` on a new forum and closes it.
/// `provider`: whom people can sign in with. `flags`: what decides what feature flags say.
public func withForum(
  _ overrides: [String: String] = [:], provider: (any IdentityProvider)? = nil, flags: (any FeatureSource)? = nil,
  _ body: (TestForum) async throws -> Void
) async throws {
  try await TestProfile.current.withAdapters { adapters, settings in
    var adapters = adapters
    if let provider { adapters.identityProviders = [AdapterFactory("identity.test", "A test's own.") { _ in Closing(provider) {} }] }
    if let flags { adapters.flags = try AdapterCatalog("flags", [AdapterFactory("flags.store", "A test's own.") { _ in Closing(flags) {} }]) }
    let settings = ["rate_limit.enabled": "false", "listen": "127.0.0.1:0"].merging(settings) { $1 }.merging(overrides) { $1 }
    try await run(try ConfigLoader(environment: [:]).load(flags: settings), adapters, "", ManualClock(), body)
  }
}

/// Runs `body` on the forum of `config`; `directory` is its data directory, empty where it has none.
func run(
  _ config: ServerConfig, _ adapters: AdapterSet, _ directory: String, _ clock: ManualClock, _ body: (TestForum) async throws -> Void
) async throws {
  let application = try await Application.build(
    config: config, adapters: adapters, dataDirectory: directory, clock: clock, logger: .silent)
  let background = Task { try await BackgroundWork(application).run() }
  let (ports, port) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
  let server = try application.makeHTTPServer(
    pages: try application.webPages(), isStopping: { false }, measure: { _ in }, metrics: { "" },
    onListening: { port.yield($0.port ?? 0) })
  func end() async {
    background.cancel()
    _ = await background.result
    await application.close()
  }
  do {
    try await body(TestForum(application: application, clock: clock, server: server, ports: ports))
  } catch {
    await end()
    throw error
  }
  await end()
}

extension Logger {
  /// Says nothing.
  public static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension TestForum {
  /// Returns when the tenant serves.
  public func isServing(_ tenant: String) async throws {
    try await until("the tenant \(tenant) does not serve") { try await visitor.of(tenant).get("categories").status == 200 }
  }

  /// Returns when every saga that the administrator sees is over; time goes on meanwhile.
  public func sagasEnded(_ administrator: Client) async throws {
    try await until("a saga does not end") {
      clock.advance(seconds: 2)
      let sagas = try await administrator.get("admin/sagas?limit=100").expect(200).data["items"].items
      return sagas.allSatisfy { ["done", "undone"].contains($0["state"].text) }
    }
  }

  private func until(_ complaint: Comment, _ isTrue: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try await !isTrue() {
      try #require(ContinuousClock.now < end, complaint)
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Returns when every consumer has handled what was written until now.
  public func caughtUp() async throws {
    if let outbox = application.storage.outbox {
      try #require(try await outbox.published(within: .seconds(10)), "the relay did not publish everything")
    }
    let end = try await application.stream.info().last
    for consumer in application.consumers {
      let isThere = await application.progress.wait(for: consumer.name, sequence: end, deadline: .seconds(10))
      try #require(isThere, "the consumer \(consumer.name) did not catch up")
    }
  }

  /// The end of the stream when nothing more comes of what was written until now.
  public func settledEnd() async throws -> Int64 {
    var last: Int64?
    while true {
      try await caughtUp()
      let end = try await application.stream.info().last
      if end == last { return end }
      last = end
    }
  }
}
