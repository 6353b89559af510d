import ForumKernel
import Foundation
import HTTPTypes
import Support
import Testing

@Suite("One's own account at a browser without scripts") struct AccountPages {
  private static let mailing = ["mail.link": "https://forum.example/account/{purpose}?token={token}"]

  @Test("a forgotten password is replaced by the link of a mail, which works once")
  func forgotten() async throws {
    try await withForum(Self.mailing) { forum in
      let ada = try await forum.signedUpBrowser("ada")
      let known = try await forum.browser().submit("/account/forgotten", ["email": "ada@example.org"])
      let unknown = try await forum.browser().submit("/account/forgotten", ["email": "nobody@example.org"])
      #expect(known.text == unknown.text && known.text.contains("If an account has this address"))
      let link = try await forum.mailedLink(to: "ada@example.org", "reset")
      let form = try await ada.open(link)
      #expect(form.headers[.cacheControl] == "no-store" && form.text.contains("name=\"password\""))
      let token = try #require(URLComponents(string: link)?.queryItems?.first?.value)
      let short = try await ada.submit("/account/reset", ["token": token, "password": "short"])
      #expect(short.status == 422 && short.text.contains("role=\"alert\""))
      #expect(try await ada.submit("/account/reset", ["token": token, "password": "four new plain words"]).text.contains("You have a new password"))
      let again = try await ada.submit("/account/reset", ["token": token, "password": "four more plain words"])
      #expect(again.status != 200 && again.text.contains("role=\"alert\""))
      #expect(try await ada.open("/").text.contains("Sign in"))
      let back = try await forum.browser().submit("/account/sign-in", ["login": "ada", "password": "four new plain words"])
      #expect(back.path == "/" && back.text.contains(">ada</a>"))
    }
  }

  @Test("a new mail address counts once its link was confirmed")
  func mail() async throws {
    try await withForum(Self.mailing) { forum in
      let ada = try await forum.signedUpBrowser("ada")
      #expect(try await ada.submit("/account", ["act": "mail", "email": "new@example.org"]).text.contains("on its way to the new address"))
      #expect(try await ada.open("/account").text.contains("<b>ada@example.org</b>"))
      let link = try await forum.mailedLink(to: "new@example.org", "email")
      let token = try #require(URLComponents(string: link)?.queryItems?.first?.value)
      #expect(try await ada.open(link).text.contains("Use this address"))
      #expect(try await ada.submit("/account/email", ["token": token]).text.contains("has its new mail address"))
      #expect(try await ada.open("/account").text.contains("<b>new@example.org</b>"))
    }
  }

  @Test("name and password change; other devices are listed and signed out")
  func settings() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      #expect(try await ada.submit("/account", ["act": "name", "display_name": "Ada L."]).text.contains(">Ada L.</a>"))
      let other = try await forum.signIn("ada", BrowserPassword.text)
      let devices = try await ada.open("/account/sessions")
      #expect(devices.text.contains("This one") && devices.text.contains("Sign out everywhere else"))
      let session = try #require(devices.text.firstMatch(of: /name="session" value="([^"]+)/)).1
      #expect(try await ada.submit("/account/sessions", ["session": String(session)]).text.contains("Signed out there."))
      try await other.get("me").expect(401)
      let wrong = try await ada.submit("/account", ["act": "password", "password": "wrong", "new_password": "other plain words here"])
      #expect(wrong.status == 401 && wrong.text.contains("role=\"alert\"") && wrong.text.contains(">Ada L.</a>"))
      let fields = ["act": "password", "password": BrowserPassword.text, "new_password": "other plain words here"]
      #expect(try await ada.submit("/account", fields).text.contains("You have a new password."))
    }
  }

  @Test("a token is shown once, does what it may, and is revoked")
  func tokens() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      #expect(try await ada.open("/account/tokens").text.contains("You have no tokens."))
      let made = try await ada.submit("/account/tokens", ["name": "bot", "scope": "account.use", "days": "7"])
      let token = try #require(made.text.firstMatch(of: /<p><code>([^<]+)<\/code><\/p>/)).1
      #expect(made.headers[.cacheControl] == "no-store")
      try await forum.visitor.with(token: String(token)).get("me").expect(200)
      let list = try await ada.open("/account/tokens")
      #expect(list.text.contains("<b>bot</b>") && !list.text.contains(token))
      let id = try #require(list.text.firstMatch(of: /name="revoke" value="([^"]+)/)).1
      #expect(try await ada.submit("/account/tokens", ["revoke": String(id)]).text.contains("You have no tokens."))
      try await forum.visitor.with(token: String(token)).get("me").expect(401)
    }
  }

  @Test("an authenticator app is joined by its code, after a wrong one too, and gives recovery codes")
  func secondStep() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      let begun = try await ada.submit("/account/second-step", ["act": "begin"])
      let secret = String(try #require(begun.text.firstMatch(of: /name="secret" value="([A-Z2-7]+)/)).1)
      let wrong = try await ada.submit("/account/second-step", ["act": "confirm", "code": "000000", "secret": secret])
      #expect(wrong.status == 422 && wrong.text.contains("name=\"secret\" value=\"\(secret)\""))
      let code = forum.authenticatorCode(secret, at: forum.clock.now)
      let joined = try await ada.submit("/account/second-step", ["act": "confirm", "code": code, "secret": secret])
      let codes = joined.text.matches(of: /<li><code>([^<]+)<\/code><\/li>/).map { String($0.1) }
      #expect(codes.count == 10 && joined.text.contains("The app is on."))
      #expect(try await !ada.open("/account/second-step").text.contains(codes[0]))
      let asked = try await forum.browser().submit("/account/sign-in", ["login": "ada", "password": BrowserPassword.text])
      #expect(asked.text.contains("Code of your authenticator"))
      let entered = try await forum.browser().submit(
        "/account/sign-in", ["login": "ada", "password": BrowserPassword.text, "otp": codes[0]])
      #expect(entered.path == "/" && entered.text.contains(">ada</a>"))
      let off = try await ada.submit("/account/second-step", ["act": "remove", "password": BrowserPassword.text, "code": codes[1]])
      #expect(off.text.contains("Removed.") && off.text.contains("The app is off."))
    }
  }

  @Test("a browser that has signed in before is not delayed by what strangers guess")
  func knownDevice() async throws {
    try await withForum { forum in
      let ada = try await forum.signedUpBrowser("ada")
      _ = try await ada.submit("/account/sign-out")
      #expect(ada.cookie("forum_device") != nil && ada.cookie("forum_access") == nil)
      let stranger = forum.browser()
      for _ in 1...12 { _ = try await stranger.submit("/account/sign-in", ["login": "ada", "password": "a guess of mine"]) }
      let delayed = try await stranger.submit("/account/sign-in", ["login": "ada", "password": BrowserPassword.text])
      #expect(delayed.status == 429)
      let back = try await ada.submit("/account/sign-in", ["login": "ada", "password": BrowserPassword.text])
      #expect(back.path == "/" && back.text.contains(">ada</a>"))
    }
  }
}
