import Admin
import Auth
import Forum
import ForumKernel
import Foundation
import Support
import Testing

@testable import ForumRuntime
@testable import Workers

@Suite("The saga of an erasure") struct ErasureSagaJourneys {
  private static let (handle, email) = ("melusine", "fay@lusignan.example")

  /// A forum in `folder` whose consumers run and whose sagas stand still: the test does their steps.
  private static func with(_ folder: String, _ clock: ManualClock, _ body: (Application) async throws -> Void) async throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let application = try await Application.build(
      config: try storedConfig(folder), adapters: try TestAdapters.inMemory(), dataDirectory: folder, clock: clock, logger: .silent)
    let consumers = application.consumers.map { consumer in Task { await application.loop(of: consumer).run() } }
    do {
      try await body(application)
    } catch {
      for consumer in consumers { consumer.cancel() }
      await application.close()
      throw error
    }
    for consumer in consumers { consumer.cancel() }
    await application.close()
  }

  private static func begin(_ application: Application) async throws {
    let tenant = application.defaultTenant.id
    let user = try await application.auth.registerUser(
      .init(handle: handle, email: email, password: "a long pass phrase", displayName: "Fay of the spring"), tenant: tenant)
    let fay = Principal(tenant: tenant, userID: user.id, permissions: Set(Permission.catalog.map(\.0)))
    let category = try #require(try await application.storage.reader.categories(.all(tenant)).first)
    for number in 0..<3 {
      _ = try await application.forum.createThread(
        .init(categoryID: category.category.id, title: "Thread \(number)", tags: TagSet(stored: []), body: "The text of melusine", format: .markdown),
        by: fay,
        once: nil)
    }
    _ = try await application.auth.eraseAccount.request(.content, handle: handle, tenant: tenant)
  }

  /// Every byte of the data directory.
  private static func bytes(_ folder: String) throws -> [(String, Data)] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).compactMap { name in
      FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, $0) }
    }
  }

  @Test(
    "goes on where it was when the process dies between any two steps, or in one, and leaves no byte of the name", arguments: 0...8, [false, true])
  func resumes(_ steps: Int, isWithin: Bool) async throws {
    try await withTemporaryFolder { folder in
      let clock = ManualClock()
      try await Self.with(folder, clock) { application in
        try await Self.begin(application)
        for _ in 0..<steps {
          clock.advance(seconds: 120)
          #expect(try await application.sagaRunner.advanceOne())
        }
        guard isWithin else { return }
        // The step is done, but nobody lives to note it.
        clock.advance(seconds: 120)
        let claimed = try await application.storage.admin.claimSaga { _ in .seconds(600) }
        let saga = try #require(claimed)
        let definition = try #require(application.sagas.first { $0.kind == EraseAccount.kind })
        try await definition.steps[steps].run(saga)
      }
      try await Self.with(folder, clock) { application in
        try await application.storage.admin.releaseSagas()
        clock.advance(seconds: 120)
        while try await application.sagaRunner.advanceOne() { clock.advance(seconds: 120) }
        let tenant = application.defaultTenant.id
        let sagas = try await application.storage.admin.sagas(PageRequest(limit: 5)).items
        #expect(sagas.map(\.state) == [.done] && sagas.allSatisfy { $0.data.isEmpty })
        let erasure = try #require(try await application.storage.privacy.erasures(tenant, PageRequest(limit: 5)).items.first)
        let receipt = try JSON(try #require(erasure.receipt).text.utf8)
        let counts = Dictionary(receipt["stores"].items.map { ($0["item"].text, $0["count"].number) }, uniquingKeysWith: +)
        #expect(counts["users"] == 1 && counts["posts"] == 3 && counts["threads"] == 3)
        #expect(try await application.auth.accounts.userID(handle: Self.handle, tenant: tenant) == nil)
        // What the server still has open says nothing either.
        for word in [Self.handle, Self.email, "Fay of the spring"] {
          for (name, bytes) in try Self.bytes(folder) { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(name) holds \(word)") }
        }
      }
    }
  }
}
