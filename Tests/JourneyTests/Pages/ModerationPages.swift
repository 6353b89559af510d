import Foundation
import Support
import Testing

@Suite("Moderators at a browser without scripts") struct ModerationPages {
  /// The identifier of the first case, as the queue's links have it.
  private func firstCase(_ page: PageAnswer) throws -> String {
    String(try #require(page.text.firstMatch(of: /href="(\/moderation\/cases\/[^"]+)/)).1)
  }

  @Test("somebody reports a post; a moderator takes the case, writes a note, decides, and the reporter is told")
  func report() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      let thread = try await forum.thread(by: try await forum.member("bob"), body: "Buy <b>now</b>")["id"].text
      let post = try await forum.visitor.get("threads/\(thread)/posts").data["items"][0]["id"].text
      #expect(try await ada.follow("/t/\(thread)").text.contains("href=\"/report/post/\(post)\""))
      let none = try await ada.submit("/report/post/\(post)", ["note": "no reason"])
      #expect(none.status == 422 && none.text.contains("role=\"alert\"") && none.text.contains(">no reason</textarea>"))
      #expect(try await ada.submit("/report/post/\(post)", ["reason": "spam", "note": "Look <here>"]).text.contains("Thank you"))
      #expect(try await ada.submit("/report/post/\(post)", ["reason": "spam"]).status == 409)
      #expect(try await ada.open("/moderation").status == 403)

      let root = try await forum.administratorBrowser()
      let queue = try await root.open("/moderation")
      #expect(queue.text.contains("Reported: a post in") && queue.text.contains("1 report"))
      #expect(try await root.open("/moderation?state=resolved").text.contains("All is quiet"))
      let address = try firstCase(queue)
      #expect(try await root.open(address).text.contains("Look &lt;here&gt;"))
      #expect(try await root.submit(address, ["act": "claim"]).text.contains("root works on it."))
      #expect(try await root.submit(address, ["act": "note", "note": "Seen before", "once": "n1"]).text.contains("Seen before"))
      let decided = try await root.submit(address, ["act": "decide", "action": "silence", "note": "No selling here", "until": "2999-01-01"])
      #expect(decided.text.contains("decided: silence") && !decided.text.contains(">Decide</button>"))
      #expect(try await root.open("/moderation?state=resolved").text.contains(address))
      try await forum.caughtUp()
      #expect(try await ada.open("/notifications").text.contains("decided about what you reported"))

      let history = try await root.open("/moderation/people/bob")
      #expect(history.text.contains("End the silence now"))
      let lifted = try await root.submit("/moderation/people/bob", ["lift": "silence"])
      #expect(lifted.text.contains("lifted"))
    }
  }

  @Test("a member who moderates one category sees its cases alone")
  func scope() async throws {
    try await withForum { forum in
      let root = try await forum.administratorBrowser()
      let ada = try await forum.signedUpBrowser("ada")
      let other = try await forum.category()
      let made = try await root.submit("/admin/categories", ["act": "create", "name": "Looms", "description": "Of wood."])
      #expect(made.text.contains("Saved.") && made.text.contains("Of wood."))
      let looms = try #require(try await forum.visitor.get("categories").data["items"].items.first { $0["name"].text == "Looms" })["id"].text
      let named = try await root.submit("/admin/categories", ["act": "add", "category": looms, "handle": "ada"])
      #expect(named.text.contains("ada moderates it"))
      let bob = try await forum.member("bob")
      let carol = try await forum.member("carol")
      for (title, category) in [("Inside", looms), ("Outside", other)] {
        let thread = try await bob.post("threads", ["category_id": category, "title": title, "body": "x"]).expect(201).data["id"].text
        let post = try await forum.visitor.get("threads/\(thread)/posts").data["items"][0]["id"].text
        try await carol.post("posts/\(post)/flags", ["reason": "spam"]).expect(201)
      }
      let seen = try await ada.open("/moderation")
      #expect(seen.status == 200 && seen.text.contains("Inside") && !seen.text.contains("Outside"))
      #expect(try await ada.open("/account").text.contains("href=\"/moderation\""))
      #expect(try await ada.open("/moderation/words").status == 403)
    }
  }

  @Test("a thread is pinned, locked, split and merged, and a split is undone")
  func threads() async throws {
    try await withForum { forum in
      let root = try await forum.administratorBrowser()
      let bob = try await forum.member("bob")
      let thread = try await forum.thread(by: bob, title: "Looms")["id"].text
      for text in ["Stays.", "Goes."] { try await bob.post("threads/\(thread)/posts", ["body": text]).expect(201) }
      let desk = "/moderation/threads/\(thread)"
      #expect(try await root.follow("/t/\(thread)").text.contains("href=\"\(desk)\""))
      #expect(try await root.submit(desk, ["act": "pin"]).text.contains(">Unpin</button>"))
      #expect(try await root.submit(desk, ["act": "lock"]).text.contains(">Unlock</button>"))
      let post = try await forum.visitor.get("threads/\(thread)/posts").data["items"][2]["id"].text
      let untitled = try await root.submit(desk, ["act": "split", "post": post, "title": " "])
      #expect(untitled.status == 422 && untitled.text.contains("Title: "))
      let other = try await root.submit(desk, ["act": "split", "post": post, "title": "Engines"])
      #expect(other.text.contains("<h1>Engines</h1>") && other.text.contains("Goes."))
      let page = try await root.open(desk)
      let operation = try #require(page.text.firstMatch(of: /name="operation" value="([^"]+)/)).1
      #expect(try await root.submit(desk, ["act": "undo", "operation": String(operation)]).text.contains("undone"))
      #expect(try await root.follow("/t/\(thread)").text.contains("Goes."))
      let second = try await forum.thread(by: bob, title: "Second")
      let merged = try await root.submit(
        "/moderation/threads/\(second["id"].text)", ["act": "merge", "into": "https://forum.example/t/\(thread)/looms?page=1"])
      #expect(merged.text.contains("<h1>Looms</h1>") && merged.text.contains("Its opening text."))
      #expect(try await forum.signedUpBrowser("eve").open(desk).status == 403)
    }
  }

  @Test("an author sees what an edit changed and goes back; strangers do not see it")
  func revisions() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      let thread = try await forum.thread(by: try await forum.member("bob"))["id"].text
      _ = try await ada.submit("/write/reply/\(thread)", ["body": "One word, 1 < 2"])
      let post = try await forum.visitor.get("threads/\(thread)/posts").data["items"][1]["id"].text
      _ = try await ada.submit("/write/edit/\(post)", ["body": "Two words, 1 < 2", "version": "1"])
      #expect(try await ada.follow("/t/\(thread)").text.contains("href=\"/revisions/\(post)\""))
      let page = try await ada.open("/revisions/\(post)")
      #expect(page.text.contains(/<del>[^<]*One/) && page.text.contains(/<ins>[^<]*Two/) && page.text.contains("1 &lt; 2"))
      let first = try await ada.open("/revisions/\(post)?version=1")
      #expect(first.text.contains("the first one") && first.text.contains("Give the post this text again"))
      #expect(try await ada.submit("/revisions/\(post)", ["version": "1", "of": "2"]).text.contains("One word, 1 &lt; 2"))
      #expect(try await ada.submit("/revisions/\(post)", ["version": "1", "of": "2"]).status == 412)
      #expect(try await forum.signedUpBrowser("eve").open("/revisions/\(post)").status == 403)
    }
  }

  @Test("a watched word is added once and taken away")
  func words() async throws {
    try await withForum { forum in
      let root = try await forum.administratorBrowser()
      #expect(try await root.open("/moderation/words").text.contains("No word is watched."))
      let added = try await root.submit("/moderation/words", ["word": "snake oil", "action": "replace", "replacement": "nothing"])
      #expect(added.text.contains("<b>snake oil</b>") && added.text.contains("by “nothing”"))
      let again = try await root.submit("/moderation/words", ["word": "snake oil", "action": "flag"])
      #expect(again.status == 409 && again.text.contains("value=\"snake oil\""))
      let id = try #require(again.text.firstMatch(of: /name="remove" value="([^"]+)/)).1
      #expect(try await root.submit("/moderation/words", ["remove": String(id)]).text.contains("No word is watched."))
    }
  }
}
