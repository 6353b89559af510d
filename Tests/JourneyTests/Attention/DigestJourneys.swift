import Admin
import ForumKernel
import ForumRuntime
import Foundation
import Support
import Testing

@Suite("Preferences and digests") struct DigestJourneys {
  private static let site = ["mail.site": "https://forum.example.org/", "jobs.digests": "never"]
  private static let day: Int64 = 86_400

  private func mails(_ forum: TestForum, to handle: String) throws -> [Mail] {
    try #require(forum.application.mailer as? MemoryMailer).mails.filter { $0.recipient == "\(handle)@example.org" }
  }

  private func sendDigests(_ forum: TestForum) async throws -> String? {
    try await forum.caughtUp()
    return try await forum.application.jobs.run("digests").message
  }

  @Test("everything is told until somebody says otherwise, and what they switched off is not")
  func kinds() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let all = try await bob.get("me/notification-preferences").expect(200).data
      #expect(["reply", "comment", "mention", "watched"].allSatisfy { all[$0].flag == true } && all["digest"].text == "off")
      let thread = try await forum.thread(by: bob)["id"].text
      try await bob.put("me/notification-preferences", ["reply": false, "mention": false]).expect(200)
      _ = try await forum.post("No news", in: thread, by: ada)
      #expect(try await forum.news(of: bob).isEmpty)
      let own = try await bob.get("threads/\(thread)/posts").data["items"][0]["id"].text
      try await ada.post("posts/\(own)/comments", ["body": "Some news"]).expect(201)
      #expect(try await forum.news(of: bob) == ["comment"])
      let watcher = try await forum.member("cyd")
      try await watcher.put("threads/\(thread)/watch", ["level": "watching"]).expect(204)
      try await watcher.put("me/notification-preferences", ["watched": false]).expect(200)
      _ = try await forum.post("@cyd look, @bob too", in: thread, by: ada)
      #expect(try await forum.news(of: watcher) == ["mention"])
      #expect(try await forum.news(of: bob) == ["comment"])
      try await bob.put("me/notification-preferences", ["digest": "hourly", "reply": "no"]).expect(422, "validation_failed")
      try await forum.visitor.get("me/notification-preferences").expect(401)
    }
  }

  @Test("a digest comes once a period, with what is new and unread alone, and only to those who asked for it")
  func digests() async throws {
    try await withForum(Self.site) { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: bob, title: "On looms")["id"].text
      let others = try await forum.thread(by: ada)["id"].text
      try await bob.put("me/notification-preferences", ["digest": "daily"]).expect(200)
      forum.clock.advance(seconds: 1)
      _ = try await forum.post("First", in: thread, by: ada)
      try await forum.caughtUp()
      try await bob.post("notifications/read", [:]).expect(200)
      _ = try await forum.post("Second", in: thread, by: ada)
      _ = try await forum.post("For ada", in: others, by: bob)
      #expect(try await sendDigests(forum) == "0 digests sent")
      forum.clock.advance(seconds: Self.day)
      #expect(try await sendDigests(forum) == "1 digests sent")
      let mail = try #require(try mails(forum, to: "bob").last)
      #expect(mail.subject == "Unread in the forum: 1")
      #expect(mail.text.contains("@ada answered in “On looms”\n  https://forum.example.org/threads/\(thread)?post="))
      #expect(mail.unsubscribe.map { mail.text.contains($0) } == true)
      #expect(try mails(forum, to: "ada").isEmpty)
      #expect(try await sendDigests(forum) == "0 digests sent")
      forum.clock.advance(seconds: Self.day)
      #expect(try await sendDigests(forum) == "0 digests sent")
    }
  }

  @Test("whoever was away for a week gets one mail; the link in it ends them without signing in")
  func unsubscribing() async throws {
    try await withForum(Self.site) { forum in
      _ = try await forum.member("ada")
      let bob = try await forum.member("bob")
      let thread = try await forum.thread(by: bob)["id"].text
      try await bob.put("me/notification-preferences", ["digest": "daily", "watched": false]).expect(200)
      forum.clock.advance(seconds: 6 * Self.day + 10)
      let ada = try await forum.signIn("ada", "a long pass phrase for ada")
      for number in 0..<25 { _ = try await forum.post("Answer \(number)", in: thread, by: ada) }
      for _ in 0..<2 {
        forum.clock.advance(seconds: Self.day)
        _ = try await sendDigests(forum)
      }
      let sent = try mails(forum, to: "bob")
      #expect(sent.map(\.subject) == ["Unread in the forum: 20 and more"])
      let link = try #require(sent.first?.unsubscribe.flatMap { URLComponents(string: $0) })
      let token = try #require(link.queryItems?.first { $0.name == "token" }?.value)
      try await forum.visitor.post("notifications/unsubscribe", ["token": token + "x"]).expect(422, "link_invalid")
      #expect(link.path == "/account/unsubscribe")
      // As a mail program does it: the token is in the address alone.
      let done = try await forum.browser().submit("/account/unsubscribe?token=\(token)", ["List-Unsubscribe": "One-Click"])
      #expect(done.status == 200)
      let again = try await forum.signIn("bob", "a long pass phrase for bob")
      #expect(try await again.get("me/notification-preferences").expect(200).data["digest"].text == "off")
      try await forum.visitor.post("notifications/unsubscribe", ["token": token]).expect(204)
      forum.clock.advance(seconds: 2 * Self.day)
      #expect(try await sendDigests(forum) == "0 digests sent")
    }
  }
}
