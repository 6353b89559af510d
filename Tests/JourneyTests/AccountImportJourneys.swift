import Admin
import Auth
import Forum
import ForumKernel
import ForumRuntime
import Support
import Testing

@Suite struct AccountImportJourneys {
  private static let password = "the old pass phrase"

  private func take(_ accounts: [ImportedAccount], _ forum: TestForum) async throws -> ImportReport {
    let reply = await forum.application.handle(.importAccounts(accounts, tenant: nil))
    guard case .imported(let report) = reply else { throw AppError(.conflict, "not_imported", "\(reply)") }
    return report
  }

  private func account(_ handle: String, hash: String? = "plain:\(password)", createdAt: String? = nil) -> ImportedAccount {
    ImportedAccount(handle: handle, email: "\(handle)@example.org", displayName: "\(handle) of old", passwordHash: hash, createdAt: createdAt)
  }

  @Test func `accounts come in once, with their names, days and passwords`() async throws {
    try await withForum { forum in
      let accounts = [account("ada", createdAt: "2019-01-02T03:04:05Z"), account("bob", hash: nil)]
      let first = try await take(accounts, forum)
      #expect(first.created == 2 && first.known == 0 && first.skipped.isEmpty)
      let again = try await take(accounts, forum)
      #expect(again.created == 0 && again.known == 2)
      let ada = try await forum.signIn("ada@example.org", Self.password)
      let me = try await ada.get("me").expect(200).data
      #expect(
        me["display_name"].text == "ada of old" && me["created_at"].text == "2019-01-02T03:04:05.000Z" && me["roles"].items.map(\.text) == ["member"])
      try await forum.visitor.post("auth/sessions", ["login": "bob", "password": Self.password]).expect(401, "wrong_credentials")
      try await forum.visitor.post("auth/password/reset", ["email": "bob@example.org"]).expect(204)
      try await forum.caughtUp()
      #expect(try #require(forum.application.mailer as? MemoryMailer).mails.contains { $0.recipient == "bob@example.org" })
    }
  }

  @Test func `what can't be taken is left out with its reason, and the rest of the chunk is kept`() async throws {
    try await withForum { forum in
      _ = try await forum.member("carol")
      let report = try await take(
        [
          account("a"), account("root"), account("dora", hash: "$1$weak"), account("emil", createdAt: "yesterday"),
          ImportedAccount(handle: "carol", email: "other@example.org"), ImportedAccount(handle: "frida", email: "carol@example.org"),
          ImportedAccount(handle: "gil", email: "no address"), account("caro1"), account("hana"),
        ], forum)
      #expect(report.created == 1 && report.skipped.map(\.index) == [0, 1, 2, 3, 4, 5, 6, 7])
      #expect(report.skipped.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("weak") })
      #expect(
        report.skipped[4].reason == "the handle carol is another account's" && report.skipped[5].reason == "another account has this mail address")
      try await forum.signIn("hana", Self.password).get("me").expect(200)
    }
  }

  @Test func `what of an account is not kept as it was is said`() async throws {
    try await withForum { forum in
      _ = await forum.application.handle(.importItems([.author(ArchiveAuthor(id: "7", name: "bob"))], source: "old"))
      let long = ImportedAccount(
        handle: "ada", email: "ada@example.org", displayName: String(repeating: "x", count: 61), createdAt: "2999-01-01T00:00:00Z")
      let report = try await take([long, account("bob"), account("cyd")], forum)
      #expect(
        report.new.map(\.changes) == [
          [
            "display_name has more than 60 characters, or line ends: the rest was left out", "created_at is yet to come: the account begins now",
          ], ["the author of an archive has this handle, and keeps the display name of there"], [],
        ])
      #expect(try await take([long, account("bob"), account("cyd")], forum).known == 3)
    }
  }

  @Test func `the author of an imported archive gets the account, with what they wrote`() async throws {
    try await withForum { forum in
      let writer = ArchiveAuthor(id: "7", name: "ada")
      _ = await forum.application.handle(.importItems([.author(writer)], source: "old"))
      let id = try #require(try await forum.application.storage.auth.user(handleKey: "ada", forum.application.defaultTenant.id)).id
      #expect(try await take([account("ada")], forum).created == 1)
      let me = try await forum.signIn("ada", Self.password).get("me").expect(200).data
      #expect(me["id"].text == "\(id)" && me["email"].text == "ada@example.org")
      let other = ImportedAccount(handle: "ada", email: "eve@example.org", passwordHash: "plain:eve's pass phrase")
      #expect(try await take([other], forum).skipped.count == 1)
    }
  }
}
