import ForumKernel
import Foundation
import HTTPTypes
import Support
import Testing

@Suite("What people ask for about themselves, at a browser without scripts") struct PrivacyPages {
  @Test("an archive is asked for, its progress is shown, and it is fetched as it is read")
  func archive() async throws {
    try await withForum { forum in
      let (root, ada) = (try await forum.administrator(), try await forum.signedUpBrowser("ada"))
      #expect(try await forum.browser().open("/account/data").location?.hasPrefix("/account/sign-in") == true)
      #expect(try await ada.open("/account/data").text.contains("Ask for your archive"))
      #expect(try await ada.open("/account/data/archive").status == 404)
      #expect(try await ada.submit("/account/data", from: "cross-site").status == 403)
      let asked = try await ada.submit("/account/data")
      #expect(asked.text.contains("Your archive is being made") || asked.text.contains("Download your archive"))
      try await forum.sagasEnded(root)
      let made = try await ada.open("/account/data")
      #expect(made.text.contains("Download your archive") && made.headers[.cacheControl] == "no-store")
      let archive = try await ada.open("/account/data/archive")
      #expect(archive.status == 200 && archive.headers[.contentType] == "application/x-tar" && archive.text.contains("ada@example.org"))
      #expect(archive.headers[.contentDisposition]?.contains("export-") == true && archive.headers[.cacheControl] == "no-store")
      #expect(try await ada.submit("/account/data").text.contains("one export an hour"))
    }
  }

  @Test("an erasure is shown before it is asked for, needs the password, and leads to its receipt, also when the form is sent twice")
  func erasure() async throws {
    try await withForum { forum in
      let (root, ada) = (try await forum.administrator(), try await forum.signedUpBrowser("ada"))
      let preview = try await ada.open("/account/erase?mode=all")
      #expect(preview.text.contains("What would go") && preview.text.contains("value=\"all\" checked") && preview.text.contains("mentions"))
      let once = String(try #require(preview.text.firstMatch(of: /name="once" value="([^"]+)/)).1)
      let wrong = try await ada.submit("/account/erase", ["mode": "all", "once": once, "password": "wrong"])
      #expect(wrong.status == 401 && wrong.text.contains("role=\"alert\"") && wrong.text.contains("value=\"\(once)\""))
      #expect(try await ada.submit("/account/erase", ["mode": "all", "once": once]).status == 403)
      let access = try #require(ada.cookie("forum_access"))
      let form = ["mode": "all", "once": once, "password": BrowserPassword.text]
      let begun = try await ada.submit("/account/erase", form)
      #expect(begun.path.hasPrefix("/account/erasure?token=") && begun.text.contains("The account is being erased"))
      #expect(ada.cookie("forum_access") == nil)
      let again = forum.browser()
      again.keep("forum_access", access)
      #expect(try await again.submit("/account/erase", form).path == begun.path)
      try await forum.sagasEnded(root)
      let done = try await forum.browser().open(begun.path)
      #expect(done.text.contains("The account is erased") && done.text.contains("Signature (Ed25519)") && done.headers[.cacheControl] == "no-store")
      #expect(try await forum.browser().open("/account/erasure?token=made-up").status == 404)
    }
  }

  @Test("the name of an account that was put away leads to a page that says so")
  func putAway() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      try await ada.post("me/deactivation", ["password": "a long pass phrase for ada"]).expect(200)
      #expect(try await forum.browser().follow("/t/\(thread)").text.contains("href=\"/u/ada\""))
      let page = try await forum.browser().open("/u/ada")
      #expect(page.status == 404 && page.text.contains("This account is closed"))
      try await forum.visitor.get("users/ada").expect(404, "account_put_away")
      try await forum.visitor.get("users/nobody").expect(404, "user_not_found")
    }
  }
}
