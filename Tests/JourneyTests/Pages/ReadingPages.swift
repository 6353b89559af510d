import ForumKernel
import Foundation
import Support
import Testing

@Suite("A reader's own marks at a browser without scripts") struct ReadingPages {
  @Test("what is new is counted in lists, leads to the first new post, and is over once it was read")
  func unread() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      let bob = try await forum.member("bob")
      forum.clock.advance(seconds: 60)
      let thread = try await forum.thread(by: bob, title: "Looms")["id"].text
      #expect(try await ada.open("/").text.contains(">1 new</a>"))
      #expect(try await ada.open("/unread").text.contains("Looms"))
      let first = try await ada.follow("/unread/\(thread)")
      #expect(first.status == 200 && !first.text.contains("New since your last visit"))
      #expect(try await ada.open("/unread").text.contains("You have read everything."))

      try await bob.post("threads/\(thread)/posts", ["body": "And more."]).expect(201)
      #expect(try await ada.open("/").text.contains("href=\"/unread/\(thread)\">1 new</a>"))
      let answer = try await forum.visitor.get("threads/\(thread)/posts").data["items"][1]["id"].text
      #expect(try await ada.open("/unread/\(thread)").location?.hasSuffix("#p-\(answer)") == true)
      let again = try await ada.follow("/unread/\(thread)")
      let divider = try #require(again.text.range(of: "New since your last visit"))
      #expect(try #require(again.text.range(of: "Its opening text.")).lowerBound < divider.lowerBound)
      #expect(try #require(again.text.range(of: "And more.")).lowerBound > divider.lowerBound)
      #expect(try await !ada.open("/").text.contains(" new</a>"))
    }
  }

  @Test("a page that a browser fetched ahead does not count as read")
  func ahead() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      let bob = try await forum.member("bob")
      forum.clock.advance(seconds: 60)
      let thread = try await forum.thread(by: bob)
      _ = try await ada.open("/t/\(thread["id"].text)/\(thread["slug"].text)", ahead: true)
      #expect(try await ada.open("/").text.contains(">1 new</a>"))
    }
  }

  @Test("a thread that is watched tells of every post, and stands in the list of watched ones; a bookmark keeps its note")
  func marks() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      let bob = try await forum.member("bob")
      let thread = try await forum.thread(by: bob, title: "Looms")["id"].text
      let page = try await ada.submit("/mark/thread/\(thread)", ["level": "watching", "next": "/watched"])
      #expect(page.path == "/watched" && page.text.contains("Looms"))
      try await bob.post("threads/\(thread)/posts", ["body": "More."]).expect(201)
      try await forum.caughtUp()
      #expect(try await ada.open("/notifications").text.contains("<b>bob</b> wrote in a thread that you watch"))

      let post = try await forum.visitor.get("threads/\(thread)/posts").data["items"][0]["id"].text
      _ = try await ada.submit("/mark/post/\(post)", ["act": "add", "note": "read <again>", "next": "/bookmarks"])
      #expect(try await ada.open("/bookmarks").text.contains("value=\"read &lt;again&gt;\""))
      #expect(try await ada.follow("/p/\(post)").text.contains("aria-pressed=\"true\""))
      #expect(try await ada.submit("/mark/post/\(post)", ["act": "remove", "next": "/bookmarks"]).text.contains("You have marked nothing yet"))
      #expect(try await ada.submit("/mark/thread/\(thread)", ["level": "", "next": "/watched"]).text.contains("You watch nothing yet"))
    }
  }

  @Test("what an ignored person writes is folded away, until they are read again")
  func ignoring() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      let thread = try await forum.thread(by: try await forum.member("bob"))["id"].text
      #expect(try await ada.open("/u/bob").text.contains(">Ignore bob</button>"))
      #expect(try await ada.submit("/mark/user/bob", ["act": "add", "next": "/u/bob"]).text.contains(">Read bob again</button>"))
      #expect(try await ada.follow("/t/\(thread)").text.contains("<summary>You ignore bob</summary>"))
      #expect(try await ada.open("/account/reading").text.contains("href=\"/u/bob\""))
      _ = try await ada.submit("/mark/user/bob", ["act": "remove", "next": "/account/reading"])
      #expect(try await !ada.follow("/t/\(thread)").text.contains("You ignore"))
    }
  }

  @Test("who is not signed in is led to the page for it", arguments: ["/unread", "/watched", "/bookmarks", "/account", "/account/tokens"])
  func strangers(path: String) async throws {
    try await withForum { forum in
      let answer = try await forum.browser().open(path)
      #expect(answer.status == 303 && answer.location == "/account/sign-in?next=\(path.replacing("/", with: "%2F"))")
    }
  }
}
