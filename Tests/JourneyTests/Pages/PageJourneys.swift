import HTTPTypes
import Support
import Testing

@Suite("At a browser without scripts") struct PageJourneys {
  private static let password = "zebra violin cloud"

  private func signedUp(_ handle: String, _ forum: TestForum, next: String = "/") async throws -> (Browser, PageAnswer) {
    let browser = forum.browser()
    let fields = ["handle": handle, "email": "\(handle)@example.org", "password": Self.password, "next": next]
    return (browser, try await browser.submit("/account/sign-up", fields))
  }

  @Test("somebody signs up, starts a thread, is answered, sees the notification and signs out")
  func visit() async throws {
    try await withForum { forum in
      let (ada, form) = try await signedUp("ada", forum, next: "/write/thread")
      #expect(form.path == "/write/thread" && form.text.contains("name=\"title\""))
      let thread = try await ada.submit(
        "/write/thread", ["category": try await forum.category(), "title": "Looms & engines", "body": "They *weave*.", "tags": "history, looms"])
      #expect(thread.status == 200 && thread.text.contains("<h1>Looms &amp; engines</h1>") && thread.text.contains("They <em>weave</em>."))
      #expect(thread.text.contains("href=\"/tags/looms\""))

      let (bob, _) = try await signedUp("bob", forum)
      let id = String(try #require(thread.path.split(separator: "/").dropFirst().first))
      let answered = try await bob.submit("/write/reply/\(id)", ["body": "Flowers **and** leaves."])
      #expect(answered.text.contains("Flowers <strong>and</strong> leaves."))
      try await forum.caughtUp()

      #expect(try await ada.open("/").text.contains("<b class=\"badge\">1"))
      let news = try await ada.open("/notifications")
      #expect(news.text.contains("<b>bob</b> answered in") && news.text.contains("Looms &amp; engines"))
      #expect(try await ada.submit("/notifications").text.contains("<b>bob</b> answered"))
      #expect(try await !ada.open("/").text.contains("class=\"badge\""))

      #expect(try await ada.submit("/account/sign-out").text.contains("Sign in"))
      #expect(ada.cookie("forum_access") == nil && ada.cookie("forum_refresh") == nil)
      let outside = try await ada.submit("/write/reply/\(id)", ["body": "Still me?"])
      #expect(outside.path.hasPrefix("/account/sign-in?next="))
    }
  }

  @Test("a form that is sent twice writes once; one with faults comes back with what was typed")
  func forms() async throws {
    try await withForum { forum in
      let (ada, _) = try await signedUp("ada", forum)
      let thread = try await forum.thread(by: try await forum.member("bob"))["id"].text
      for _ in 1...2 { _ = try await ada.submit("/write/reply/\(thread)", ["body": "Once.", "once": "form-1"]) }
      #expect(try await forum.visitor.get("threads/\(thread)").data["post_count"].number == 2)
      let refused = try await ada.submit(
        "/write/thread", ["category": try await forum.category(), "title": "  ", "body": "Kept <b>text</b>", "tags": "a b c d e f"])
      #expect(refused.status == 422)
      #expect(refused.text.contains("role=\"alert\"") && refused.text.contains("Title: ") && refused.text.contains("Tags: "))
      #expect(refused.text.contains("Kept &lt;b&gt;text&lt;/b&gt;"))
      let preview = try await ada.submit("/write/reply/\(thread)", ["body": "*soon*", "act": "preview"])
      #expect(preview.text.contains("<p><em>soon</em></p>"))
      #expect(try await forum.visitor.get("threads/\(thread)").data["post_count"].number == 2)
    }
  }

  @Test("an edit over another one is refused; a reaction comes and goes")
  func changes() async throws {
    try await withForum { forum in
      let (ada, _) = try await signedUp("ada", forum)
      let thread = try await forum.thread(by: try await forum.member("bob"))["id"].text
      _ = try await ada.submit("/write/reply/\(thread)", ["body": "First."])
      let post = try await forum.visitor.get("threads/\(thread)/posts").data["items"][1]["id"].text
      #expect(try await ada.open("/write/edit/\(post)").text.contains("name=\"version\" value=\"1\""))
      #expect(try await ada.submit("/write/edit/\(post)", ["body": "Second.", "version": "1"]).text.contains("Second."))
      #expect(try await ada.submit("/write/edit/\(post)", ["body": "Third.", "version": "1"]).status == 412)
      #expect(try await ada.submit("/write/reaction/\(post)", ["kind": "like"]).text.contains("like <b>1</b>"))
      #expect(try await !ada.submit("/write/reaction/\(post)", ["kind": "like"]).text.contains("like <b>1</b>"))
      #expect(try await ada.submit("/write/comment/\(post)", ["body": "A remark."]).text.contains("A remark."))
    }
  }

  @Test("another site's form is refused, and signing in leads to no other site")
  func foreign() async throws {
    try await withForum { forum in
      let (ada, _) = try await signedUp("ada", forum)
      let thread = try await forum.thread(by: try await forum.member("bob"))["id"].text
      #expect(try await ada.submit("/write/reply/\(thread)", ["body": "Forged."], from: "cross-site").status == 403)
      #expect(try await forum.visitor.get("threads/\(thread)").data["post_count"].number == 1)
      for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example"] {
        let answer = try await forum.browser().submit(
          "/account/sign-in", ["login": "ada", "password": Self.password, "next": elsewhere])
        #expect(answer.path == "/" && answer.status == 200)
      }
    }
  }

  @Test("who comes back after the access token has ended is still signed in; who was logged out elsewhere is not")
  func return_() async throws {
    try await withForum { forum in
      let (ada, _) = try await signedUp("ada", forum)
      ada.forget("forum_access")
      let back = try await ada.open("/")
      #expect(back.text.contains(">ada</a>") && ada.cookie("forum_access") != nil)
      #expect(back.headers[.cacheControl] == "private, no-cache")
      let elsewhere = try await forum.signIn("ada", Self.password)
      for session in try await elsewhere.get("auth/sessions").data["items"].items where session["current"].flag == false {
        try await elsewhere.delete("auth/sessions/\(session["id"].text)").expect(204)
      }
      let gone = try await ada.open("/")
      #expect(gone.text.contains("Sign in") && ada.cookie("forum_refresh") == nil)
    }
  }

  @Test("what waits for a moderator is not lost: its author is told so")
  func waiting() async throws {
    try await withForum(["moderation.approve_first": "9"]) { forum in
      let thread = try await forum.thread(by: try await forum.administrator())["id"].text
      let (ada, _) = try await signedUp("ada", forum)
      let written = try await ada.submit("/write/reply/\(thread)", ["body": "Hello."])
      #expect(written.status == 200 && written.path == "/waiting" && written.text.contains("Waits for a moderator"))
      let opened = try await ada.submit("/write/thread", ["category": try await forum.category(), "title": "Mine", "body": "x"])
      #expect(opened.path == "/waiting" && !opened.text.contains("<code></code>"))
    }
  }

  @Test("who reads too fast gets a page that says when to go on, and can still sign out")
  func tooFast() async throws {
    try await withForum(["rate_limit.enabled": "true", "rate_limit.read": "8"]) { forum in
      let (ada, _) = try await signedUp("ada", forum)
      var last = try await ada.open("/")
      for _ in 1...8 where last.status == 200 { last = try await ada.open("/") }
      #expect(last.status == 429 && last.headers[.retryAfter] != nil && last.text.contains("<html"))
      _ = try await ada.submit("/account/sign-out")
      #expect(ada.cookie("forum_access") == nil && ada.cookie("forum_refresh") == nil)
    }
  }

  @Test("what the server refuses before a page is asked comes as a page to browsers, and as a problem to programs")
  func refusals() async throws {
    try await withForum { forum in
      let (ada, _) = try await signedUp("ada", forum)
      let large = try await ada.submit("/write/thread", ["title": "T", "body": String(repeating: "x", count: 1_100_000)])
      #expect(large.status == 413 && large.text.contains("<h1>") && large.text.contains("at most 1048576 bytes"))
      #expect(large.headers[.contentSecurityPolicy]?.contains("default-src 'self'") == true && large.headers[.cacheControl] == "no-store")
      let lost = try await ada.open("/nowhere/at/all")
      #expect(lost.status == 404 && lost.text.contains("Not found") && !lost.text.contains("Sign up"))
      let malformed = try await ada.open("/search?q=%FF")
      #expect(malformed.status == 400 && malformed.text.contains("<html"))
      #expect(try await ada.open("/api/v1/nowhere").headers[.contentType] == "application/problem+json")
      #expect(try await forum.visitor.get("/nowhere/at/all").code == "route_not_found")
    }
  }

  @Test("the script that keeps drafts is told which form became a post, and only then")
  func drafts() async throws {
    try await withForum { forum in
      let (ada, _) = try await signedUp("ada", forum)
      let thread = try await forum.thread(by: try await forum.member("bob"))["id"].text
      _ = try await ada.submit("/write/reply/\(thread)", ["body": " ", "once": "form-7"])
      #expect(ada.cookie("forum_posted") == nil)
      _ = try await ada.submit("/write/reply/\(thread)", ["body": "Done.", "once": "form-7"])
      #expect(ada.cookie("forum_posted") == "form-7")
    }
  }

  @Test("a page about somebody lists what they wrote, and results come while typing")
  func finding() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      _ = try await forum.thread(by: ada, title: "Jacquard", body: "The loom.")
      try await forum.caughtUp()
      let page = try await forum.browser().open("/u/ada")
      #expect(page.text.contains("@ada") && page.text.contains("Jacquard"))
      #expect(try await forum.browser().open("/search/hits?q=jacq").text.contains("<em>Jacq"))
      #expect(try await forum.browser().open("/u/nobody").status == 404)
    }
  }
}
