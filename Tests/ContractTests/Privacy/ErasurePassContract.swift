import Auth
import Forum
import ForumKernel
import Foundation
import Support
import Synchronization
import Testing

@testable import SQLStore

@Suite("Large tables of people, in every store") struct ErasurePassContract {
  private static let engines = SQLBackend.available.filter { $0 != .postgresUnprepared && $0 != .sqliteMemory }
  /// One range and some more.
  private static let rows = Int(SQLStore.erasureRange) + 200
  private static let own = 130

  private struct Bench {
    let store: SQLStore
    let ids: IDGenerator
    let tenant: TenantID
    let user: UserID
    let post: PostID

    /// Reactions of others, and among them those of the account, far apart.
    func fill() async throws {
      try await store.transaction(tenant, actor: nil) { tx in
        for number in 0..<ErasurePassContract.rows {
          let isOwn = number % (ErasurePassContract.rows / ErasurePassContract.own) == 0 && number / 40 < ErasurePassContract.own
          _ = try tx.addReaction("kind \(number)", to: post, by: isOwn ? user : ids.next())
        }
      }
    }
  }

  private struct Death: Error {}

  private static func with(_ engine: SQLBackend, _ body: (Bench) async throws -> Void) async throws {
    try await engine.with { driver in
      let clock = ManualClock()
      let ids = IDGenerator(clock: clock)
      let store = SQLStore(driver: driver, clock: clock, ids: ids, outboxIsStream: true)
      let (tenant, user): (TenantID, UserID) = (ids.next(), ids.next())
      let category = Category(
        id: ids.next(), draft: CategoryDraft(name: "One", slug: "one", description: ""), createdAt: clock.now, updatedAt: clock.now, version: 1)
      let post: PostID = ids.next()
      try await store.transaction(tenant, actor: nil) { tx in
        try tx.insert(User.new(user, handle: try Handle("melusine"), email: nil, now: tx.now))
        try tx.insert(category)
        var thread = ForumThread.open(id: ids.next(), in: category.id, by: nil, title: "T", tags: TagSet(stored: []), at: tx.now)
        try tx.insert(thread)
        try tx.insert(thread.append(ErasedText.content, id: post, by: nil, replyTo: nil, at: tx.now))
      }
      let bench = Bench(store: store, ids: ids, tenant: tenant, user: user, post: post)
      try await bench.fill()
      try await body(bench)
    }
  }

  @Test("a pass of an erasure changes the rows of the account, few at a time, and goes on where it was when it died", arguments: engines)
  func pass(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let (user, tenant) = (bench.user.raw, bench.tenant.raw)
      let erasure = Erasure(
        id: bench.ids.next(), tenant: bench.tenant, userID: bench.user, mode: .anonymise, requestedBy: nil, requestedAt: Timestamp(milliseconds: 0))
      try await bench.store.transaction(bench.tenant, actor: nil) { try $0.insert(erasure, request: nil) }
      let seen = Mutex<[RawID]>([])
      func run(dyingAt count: Int?) async throws {
        try await bench.store.run(
          ErasurePass(
            name: "test", rangeEnd: { try ErasedContentQueries.endOfReactions($0, afterID: $1, rowCount: $2) },
            page: { db, after, end, size in
              try ErasedContentQueries.pageReactionsOf(db, userID: user, tenantID: tenant, afterID: after, endID: end, pageSize: size)
            }, id: \.id,
            change: { row, _ in
              let total = seen.withLock {
                $0.append(row.id)
                return $0.count
              }
              if total == count { throw Death() }
            }), of: erasure, isLate: false)
      }
      await #expect(throws: Death.self) { try await run(dyingAt: 70) }
      seen.withLock { $0 = Array($0.prefix(50)) }
      try await run(dyingAt: nil)
      let all = seen.withLock { $0 }
      #expect(all.count == Self.own && all == all.sorted() && Set(all).count == all.count)
      try await run(dyingAt: nil)
      #expect(seen.withLock { $0.count } == Self.own, "a pass that is over finds nothing again")
    }
  }

  @Test("an export has every row once, over pages and ranges, and a preview counts them", arguments: engines)
  func export(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let export = AccountExport(
        id: bench.ids.next(), tenant: bench.tenant, userID: bench.user, state: .running, stepsDone: 0, steps: bench.store.exportSteps, entries: 0,
        bytes: 0, createdAt: Timestamp(milliseconds: 0), endedAt: nil, expiresAt: Timestamp(milliseconds: 1))
      try await bench.store.transaction(bench.tenant, actor: nil) { tx in
        try tx.insert(export)
        for number in 0..<1100 {
          try tx.connection.execute(
            "INSERT INTO reading_marks (user_id, thread_id, tenant_id, position, updated_at) VALUES (?1, ?2, ?3, ?4, 0)",
            [.id(bench.user.raw), .id(bench.ids.nextRaw()), .id(bench.tenant.raw), .integer(Int64(number))])
        }
      }
      try await bench.store.collect(export)
      var files: [String: [String]] = [:]
      var number = Int64(0)
      while let part = try await bench.store.exportPart(of: export.id, after: number, bench.tenant) {
        files[part.name.replacing(/(-\d+)?\.jsonl$/, with: ""), default: []] += part.content.split(separator: "\n").map(String.init)
        number = part.number
      }
      let (reactions, marks) = (files["reactions"] ?? [], files["read-threads"] ?? [])
      #expect(reactions.count == Self.own && Set(reactions).count == Self.own)
      #expect(marks.count == 1100 && Set(marks).count == 1100)
      let preview = try await bench.store.erasurePreview(of: bench.user, mode: .all, bench.tenant)
      #expect(preview.first { $0.item == "reactions" }?.count == Int64(Self.own))
    }
  }
}
