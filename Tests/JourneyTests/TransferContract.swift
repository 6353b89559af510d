import ForumKernel
import ForumRuntime
import Foundation
import Postgres
import SQLite
import Support
import Synchronization
import Testing

@testable import SQLStore

/// The stores that a forum may move into.
enum TransferBackend: String, CaseIterable, CustomTestStringConvertible {
  case sqlite = "store.sqlite"
  case postgres = "store.postgres"

  static let available = allCases.filter { $0 != .postgres || PostgresServer.isThere }

  var testDescription: String { rawValue }

  /// Runs `body` on an empty store with the schema.
  func with(_ body: (SQLStore) async throws -> Void) async throws {
    switch self {
    case .sqlite:
      try await withTemporaryFolder { folder in
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await Self.run(try SQLiteDriver(path: folder + "/forum.sqlite"), body)
      }
    case .postgres:
      let server = try #require(PostgresServer.current)
      try await server.withSchema { try await Self.run(try PostgresDriver(settings: server.settings($0)), body) }
    }
  }

  private static func run(_ driver: any SQLDriver, _ body: (SQLStore) async throws -> Void) async throws {
    let clock = SystemClock()
    let store = SQLStore(driver: driver, clock: clock, ids: IDGenerator(clock: clock), outboxIsStream: true)
    try await store.migrate()
    try await body(store)
    try await store.close()
  }
}

@Suite("A transfer into every store") struct TransferContract {
  @Test("moves everything, also what is written meanwhile, and back again", arguments: TransferBackend.available)
  func whole(_ backend: TransferBackend) async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada, title: "Back \\ slashes", body: "A\nB\r\n\tC \\N ü 🧵")["id"].text
      let first = try await ada.get("threads/\(thread)/posts").data["items"].items[0]["id"].text
      try await ada.put("posts/\(first)/reactions/like").expect(200)
      try await forum.caughtUp()
      try await backend.with { target in
        let source = forum.application.storage.transfer
        let written = Mutex<[String]>([])
        let transfer = Transfer(
          source: { request in
            // Somebody writes between any two steps, until the fence is there.
            let answer = try await ada.post("threads/\(thread)/posts", ["body": "beside \(request)".prefix(200).description])
            if answer.status == 201 { written.withLock { $0.append(answer.data["id"].text) } }
            // The same reaction, as another row in the old one's place.
            _ = try await ada.delete("posts/\(first)/reactions/like")
            _ = try await ada.put("posts/\(first)/reactions/like")
            return try await request.perform(on: source)
          }, settle: settle(forum), target: target)
        let report = try await transfer.run(try await transfer.preflight()) { _ in }
        #expect(report.replayed > 0)
        #expect(try await target.checksums() == source.checksums())
        let moved = try await Self.posts(target)
        #expect(written.withLock { Set($0) }.isSubset(of: moved) && moved.count == written.withLock { $0.count } + 1)
        // Who follows the events has handled the last one: the target's stream may begin anew.
        let (handled, last) = try await Self.followers(target)
        #expect(handled >= last)
        try await ada.post("threads/\(thread)/posts", ["body": "too late"]).expect(503, "forum_moved")
        try await TransferBackend.sqlite.with { home in
          let back = Transfer(source: { try await $0.perform(on: target) }, settle: {}, target: home)
          _ = try await back.run(try await back.preflight()) { _ in }
          #expect(try await home.checksums() == report.tables)
        }
      }
    }
  }

  @Test("that was cut goes on where it was", arguments: TransferBackend.available)
  func interrupted(_ backend: TransferBackend) async throws {
    struct Cut: Error {}
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      try await forum.caughtUp()
      let source = forum.application.storage.transfer
      try await backend.with { target in
        for cut in 3...60 {
          let steps = Mutex(0)
          let transfer = Transfer(
            source: { request in
              let step = steps.withLock { steps in
                steps += 1
                return steps
              }
              // Before the step, or after it was done: then its answer is lost.
              if step == cut && cut.isMultiple(of: 2) { throw Cut() }
              let reply = try await request.perform(on: source)
              if step == cut { throw Cut() }
              return reply
            }, settle: settle(forum), target: target)
          do {
            _ = try await transfer.run(try await transfer.preflight()) { _ in }
            break
          } catch is Cut {
            _ = try await ada.post("threads/\(thread)/posts", ["body": "after cut \(cut)"])
          }
        }
        #expect(try await target.checksums() == source.checksums())
        let survey = try await source.survey()
        #expect(!survey.isCapturing && survey.isFenced)
        #expect(try await !target.isReceiving())
      }
    }
  }

  @Test("can be rolled back: the old store takes writes again", arguments: TransferBackend.available)
  func rollBack(_ backend: TransferBackend) async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let source = forum.application.storage.transfer
      try await backend.with { target in
        let transfer = Transfer(source: { try await $0.perform(on: source) }, settle: settle(forum), target: target)
        _ = try await transfer.run(try await transfer.preflight()) { _ in }
        await #expect(throws: AppError.self) { _ = try await transfer.preflight() }
        try await source.rollBack(nil)
        try await ada.post("threads/\(thread)/posts", ["body": "still here"]).expect(201)
        #expect(try await !source.survey().isFenced)
      }
    }
  }

  @Test("is refused where the target holds something", arguments: TransferBackend.available)
  func occupied(_ backend: TransferBackend) async throws {
    try await withForum { one in
      try await withForum { other in
        try await backend.with { target in
          let (source, second) = (one.application.storage.transfer, other.application.storage.transfer)
          _ = try await target.prepareTarget(for: "elsewhere", transfer: "1")
          let transfer = Transfer(source: { try await $0.perform(on: source) }, settle: settle(one), target: target)
          #expect(await Self.slug { _ = try await transfer.preflight() } == "target_of_another")
          let filled = Transfer(source: { try await $0.perform(on: source) }, settle: settle(one), target: second)
          #expect(await Self.slug { _ = try await filled.preflight() } == "target_not_empty")
          #expect(try await !source.survey().isFenced)
        }
      }
    }
  }

  @Test("that was cut leaves no second one in, nor itself once it was taken back", arguments: TransferBackend.available)
  func competing(_ backend: TransferBackend) async throws {
    struct Cut: Error {}
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let source = forum.application.storage.transfer
      func transfer(_ target: SQLStore, cutAfterPages pagesMax: Int = .max) -> Transfer {
        let pages = Mutex(0)
        return Transfer(
          source: { request in
            if case .page = request { try pages.withLock { if $0 == pagesMax { throw Cut() } else { $0 += 1 } } }
            return try await request.perform(on: source)
          }, settle: settle(forum), target: target)
      }
      try await backend.with { target in
        try await TransferBackend.sqlite.with { other in
          let late = try await transfer(other).preflight()
          await #expect(throws: Cut.self) {
            let first = transfer(target, cutAfterPages: 8)
            _ = try await first.run(try await first.preflight()) { _ in }
          }
          #expect(await Self.slug { _ = try await transfer(other).preflight() } == "transfer_under_way")
          #expect(await Self.slug { _ = try await transfer(other).run(late) { _ in } } == "transfer_under_way")
          try await source.rollBack(nil)
          try await ada.post("threads/\(thread)/posts", ["body": "noted by nobody"]).expect(201)
          #expect(await Self.slug { _ = try await transfer(target).preflight() } == "transfer_taken_back")
          try await ada.post("threads/\(thread)/posts", ["body": "no fence was left"]).expect(201)
          _ = try await transfer(other).run(try await transfer(other).preflight()) { _ in }
          #expect(try await other.checksums() == source.checksums())
          #expect(await Self.slug { _ = try await transfer(target).preflight() } == "forum_moved")
          // Whoever still thinks that it is at work can't open the old store.
          for name in [try #require(try await source.survey().transfer), "another"] {
            #expect(await Self.slug { try await source.lowerFence(for: name) } == "transfer_taken_back")
          }
          #expect(try await source.refusesWrites())
        }
      }
    }
  }

  @Test("whose target fails behind the fence takes the fence down", arguments: TransferBackend.available)
  func failingBehindTheFence(_ backend: TransferBackend) async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let source = forum.application.storage.transfer
      try await backend.with { target in
        let fails = Mutex(true)
        let transfer = Transfer(
          source: { request in
            if case .checksums = request, fails.withLock({ $0 }) { throw AppError(.unavailable, "store_unreachable", "Away.") }
            return try await request.perform(on: source)
          }, settle: settle(forum), target: target)
        #expect(await Self.slug { _ = try await transfer.run(try await transfer.preflight()) { _ in } } == "store_unreachable")
        try await ada.post("threads/\(thread)/posts", ["body": "the forum goes on"]).expect(201)
        try await forum.caughtUp()
        fails.withLock { $0 = false }
        _ = try await transfer.run(try await transfer.preflight()) { _ in }
        #expect(try await target.checksums() == source.checksums())
      }
    }
  }

  private func settle(_ forum: TestForum) -> @Sendable () async throws -> Void {
    {
      let reply = await forum.application.handle(.settle)
      if case .failed(let failure) = reply { throw failure.error }
    }
  }

  /// Where the last of those who follow the events stands, and the last post's event.
  private static func followers(_ store: SQLStore) async throws -> (handled: Int64, last: Int64) {
    try await store.read(.everyTenant) { connection in
      (
        try connection.count("SELECT MIN(sequence) FROM consumer_positions"),
        try connection.count("SELECT MAX(sequence) FROM outbox WHERE subject LIKE '%.post.created'")
      )
    }
  }

  private static func slug(_ work: () async throws -> Void) async -> String? {
    do { try await work() } catch { return (error as? AppError)?.slug }
    return nil
  }

  /// The ids of all posts in a store.
  private static func posts(_ store: SQLStore) async throws -> Set<String> {
    try await store.read(.everyTenant) { connection in
      Set(try connection.all("SELECT id FROM posts", []) { $0.id(0).description })
    }
  }
}
