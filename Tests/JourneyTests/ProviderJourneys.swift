import Auth
import ForumKernel
import Foundation
import HTTPTypes
import Support
import Testing

/// Signing in over a provider: who gets which account, and who gets none.
@Suite struct ProviderJourneys {
  private func begin(_ client: Client, _ body: [String: Any] = [:]) async throws -> (ticket: String, state: String) {
    let way = try await client.post("auth/providers/known/sign-ins", body).expect(201).data
    let query = try #require(URLComponents(string: way["address"].text)?.queryItems)
    return (way["ticket"].text, query.first { $0.name == "state" }?.value ?? "")
  }

  private func finish(_ client: Client, as subject: String, _ more: [String: Any] = [:]) async throws -> Answer {
    let (ticket, state) = try await begin(client)
    return try await client.post("auth/provider-sessions", ["ticket": ticket, "state": state, "code": subject].merging(more) { $1 })
  }

  private func signIn(_ forum: TestForum, as subject: String) async throws -> Client {
    forum.visitor.with(token: try await finish(forum.visitor, as: subject).expect(201).data["access_token"].text)
  }

  @Test("somebody new gets an account with a free handle, and is the same one the next time") func newcomer() async throws {
    let people = KnownPeople()
    people.know("s-1", "ada", email: "ada@elsewhere.org")
    people.know("s-2", "Ada Lovelace!", email: "ada@example.org", isProven: false)
    people.know("s-3", "admin")
    try await withForum(provider: people) { forum in
      _ = try await forum.member("ada")
      #expect(try await forum.visitor.get("auth/providers").expect(200).data["items"][0]["name"].text == "Known people")
      let first = try await finish(forum.visitor, as: "s-1").expect(201).data
      #expect(first["user"]["handle"].text == "ada-2")
      #expect(try await finish(forum.visitor, as: "s-1").expect(201).data["user"]["id"].text == first["user"]["id"].text)
      let me = try await forum.visitor.with(token: first["access_token"].text).get("me").expect(200).data
      #expect(me["email"].text == "ada@elsewhere.org")
      // An address that nobody has proven is not taken from who has it.
      let second = try await signIn(forum, as: "s-2")
      let other = try await second.get("me").expect(200).data
      #expect(other["handle"].text == "Ada-Lovelace-" && other["email"].isNull)
      #expect(try await finish(forum.visitor, as: "s-3").expect(201).data["user"]["handle"].text == "member-admin")
      #expect(Set(people.exchanges).count == 4)
    }
  }

  @Test("what came back is good once, for who began, in time, and with the state that was given") func once() async throws {
    let people = KnownPeople()
    people.know("s-1", "ada")
    try await withForum(provider: people) { forum in
      let (ticket, state) = try await begin(forum.visitor)
      let (otherTicket, otherState) = try await begin(forum.visitor)
      func send(_ ticket: String, _ state: String?, _ code: String? = "s-1") async throws -> Answer {
        var body = ["ticket": ticket]
        (body["state"], body["code"]) = (state, code)
        return try await forum.visitor.post("auth/provider-sessions", body)
      }
      // A code that was slipped in, with the state of another sign-in or with none.
      try await send(ticket, otherState).expect(401, "sign_in_over")
      try await send(ticket, nil).expect(401, "sign_in_over")
      try await send("nothing", state).expect(401, "sign_in_over")
      try await send(ticket, nil, nil).expect(401, "sign_in_over")
      #expect(people.exchanges.isEmpty)
      // These guesses have not used it up.
      try await send(ticket, state).expect(201)
      try await send(ticket, state).expect(401, "sign_in_over")
      try await send(ticket, nil, nil).expect(401, "sign_in_over")
      forum.clock.advance(seconds: 601)
      try await send(otherTicket, otherState).expect(401, "sign_in_over")
      let (third, thirdState) = try await begin(forum.visitor)
      try await send(third, thirdState, "somebody unknown").expect(401, "provider_refused")
      try await send(third, thirdState).expect(401, "sign_in_over")
      let (fourth, fourthState) = try await begin(forum.visitor)
      let denied = ["ticket": fourth, "state": fourthState, "error": "access_denied"]
      try await forum.visitor.post("auth/provider-sessions", denied).expect(401, "provider_refused")
      // As many at once as like: one is signed in.
      let (fifth, fifthState) = try await begin(forum.visitor)
      let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
        for _ in 0..<8 { group.addTask { try await send(fifth, fifthState) } }
        return try await group.reduce(into: [Answer]()) { $0.append($1) }
      }
      #expect(answers.count { $0.status == 201 } == 1)
    }
  }

  @Test("only the addresses of the settings are gone back to") func redirects() async throws {
    try await withForum(provider: KnownPeople()) { forum in
      _ = try await begin(forum.visitor, ["redirect_uri": "app://back"])
      for address in ["https://forum.example.org/back/", "https://forum.example.org/back?x=1", "https://evil.example.org/back", "APP://back"] {
        try await forum.visitor.post("auth/providers/known/sign-ins", ["redirect_uri": address]).expect(422, "validation_failed")
      }
      try await forum.visitor.post("auth/providers/other/sign-ins").expect(404, "provider_not_found")
    }
    try await withForum { forum in
      #expect(try await forum.visitor.get("auth/providers").expect(200).data["items"].items.isEmpty)
      try await forum.visitor.post("auth/providers/known/sign-ins").expect(404, "provider_not_found")
    }
  }

  @Test("an account with the same proven address is nobody's but its owner's, unless the operator trusts the provider and addresses are proven here")
  func addresses() async throws {
    let proving = ["registration.verify_mail": "true"]
    let cases: [([String: String], Bool, Int)] = [([:], true, 409), (proving, false, 409), (proving, true, 201)]
    for (settings, links, status) in cases {
      let people = KnownPeople(linksByEmail: links)
      people.know("s-1", "eve", email: "ROOT@example.org")
      people.know("s-2", "eve", email: "root@example.org", isProven: false)
      try await withForum(settings, provider: people) { forum in
        let root = try await forum.administrator()
        let answer = try await finish(forum.visitor, as: "s-1")
        #expect(answer.status == status)
        if status == 201 {
          #expect(answer.data["user"]["handle"].text == "root")
          #expect(try await root.get("me/identities").expect(200).data["items"][0]["subject"].text == "s-1")
        } else {
          #expect(answer.json["code"].text == "email_taken")
        }
        let unproven = try await finish(forum.visitor, as: "s-2")
        #expect(unproven.status == (settings.isEmpty ? 201 : 403))
        if unproven.status == 201 { #expect(unproven.data["user"]["handle"].text == "eve") }
      }
    }
  }

  @Test("who may become a member is a matter of the same rules as with a password") func registration() async throws {
    let people = KnownPeople()
    people.know("s-1", "ada", email: "ada@example.org")
    people.know("s-2", "bob")
    try await withForum(["registration.open": "false"], provider: people) { forum in
      try await finish(forum.visitor, as: "s-1").expect(403, "registration_closed")
      let root = try await forum.administrator()
      let ticket = try await root.post("admin/invitations", ["email": "ada@example.org"]).expect(201).data["token"].text
      try await finish(forum.visitor, as: "s-2", ["invitation": ticket]).expect(403, "email_missing")
      try await finish(forum.visitor, as: "s-1", ["invitation": "nonsense"]).expect(403, "invitation_invalid")
      try await finish(forum.visitor, as: "s-1", ["invitation": ticket]).expect(201)
      try await finish(forum.visitor, as: "s-1").expect(201)
    }
    try await withForum(["registration.approval": "true"], provider: people) { forum in
      try await finish(forum.visitor, as: "s-1").expect(403, "approval_pending")
      try await finish(forum.visitor, as: "s-1").expect(403, "approval_pending")
    }
    try await withForum(["registration.verify_mail": "true"], provider: people) { forum in
      try await finish(forum.visitor, as: "s-2").expect(403, "email_missing")
      try await finish(forum.visitor, as: "s-1").expect(201)
    }
  }

  @Test("a second factor is asked for, and the ticket alone leads on from there; a suspended account stays outside") func factor() async throws {
    let people = KnownPeople()
    people.know("s-1", "ada")
    try await withForum(provider: people) { forum in
      let ada = try await signIn(forum, as: "s-1")
      let secret = try await ada.post("me/mfa/totp").expect(201).data["secret"].text
      try await ada.post("me/mfa/totp/confirm", ["code": forum.authenticatorCode(secret, at: forum.clock.now)]).expect(200)
      let (ticket, state) = try await begin(forum.visitor)
      try await forum.visitor.post("auth/provider-sessions", ["ticket": ticket, "state": state, "code": "s-1"]).expect(401, "otp_required")
      try await forum.visitor.post("auth/provider-sessions", ["ticket": ticket, "otp": "000000"]).expect(401, "otp_wrong")
      let next = forum.authenticatorCode(secret, at: forum.clock.now.adding(seconds: 30))
      try await forum.visitor.post("auth/provider-sessions", ["ticket": ticket, "otp": next]).expect(201)
      try await forum.visitor.post("auth/provider-sessions", ["ticket": ticket, "otp": next]).expect(401, "sign_in_over")
      let (root, bob) = (try await forum.administrator(), try await forum.member("bob"))
      let thread = try await forum.thread(by: bob)["id"].text
      let post = try await forum.post("x", in: thread, by: ada)
      try await bob.post("posts/\(post)/flags", ["reason": "abuse"]).expect(201)
      try await forum.decide("suspend", try await forum.onlyCase(root), by: root).expect(200)
      try await finish(forum.visitor, as: "s-1").expect(403, "account_suspended")
    }
  }

  @Test("who is signed in links an identity and takes it away again, but not the last way in") func links() async throws {
    let people = KnownPeople()
    people.know("s-1", "ada")
    people.know("s-2", "eve")
    try await withForum(provider: people) { forum in
      let ada = try await forum.member("ada")
      let bob = try await forum.member("bob")
      func begin(_ client: Client) async throws -> [String: Any] {
        let way = try await client.post("me/providers/known/links").expect(201).data
        let state = URLComponents(string: way["address"].text)?.queryItems?.first { $0.name == "state" }?.value ?? ""
        return ["ticket": way["ticket"].text, "state": state, "code": "s-1"]
      }
      let back = try await begin(ada)
      // What one began another one does not end, nor does it sign anybody in.
      try await bob.post("me/identities", back).expect(401, "sign_in_over")
      try await forum.visitor.post("auth/provider-sessions", back).expect(401, "sign_in_over")
      let id = try await ada.post("me/identities", back).expect(201).data["id"].text
      try await ada.post("me/identities", back).expect(401, "sign_in_over")
      try await bob.post("me/identities", try await begin(bob)).expect(409, "identity_taken")
      #expect(try await finish(forum.visitor, as: "s-1").expect(201).data["user"]["handle"].text == "ada")
      try await bob.post("me/identities/\(id)/remove").expect(404, "identity_not_found")
      forum.clock.advance(seconds: 660)
      try await ada.post("me/identities/\(id)/remove").expect(403, "password_required")
      try await ada.post("me/identities/\(id)/remove", ["password": "a long pass phrase for ada"]).expect(204)
      let eve = try await signIn(forum, as: "s-2")
      let only = try await eve.get("me/identities").expect(200).data["items"][0]["id"].text
      try await eve.post("me/identities/\(only)/remove").expect(409, "last_way_in")
    }
  }

  @Test("an account without a password can be put away, and an erased one is not found again by its identity") func privacy() async throws {
    let people = KnownPeople()
    people.know("s-1", "ada")
    try await withForum(provider: people) { forum in
      let ada = try await signIn(forum, as: "s-1")
      let first = try await ada.get("me").expect(200).data["id"].text
      try await ada.post("me/deactivation").expect(200)
      #expect(try await finish(forum.visitor, as: "s-1").expect(201).data["user"]["id"].text == first)
    }
  }

  @Test("on pages a button leads to the provider, and what comes back signs in the browser that began, after a code where there is one")
  func pages() async throws {
    let people = KnownPeople()
    people.know("s-1", "ada")
    try await withForum(provider: people) { forum in
      let (browser, other) = (forum.browser(), forum.browser())
      #expect(try await browser.open("/account/sign-in").text.contains("Sign in with Known people"))
      func leave() async throws -> String {
        let page = try await browser.submit("/account/provider", ["provider": "known", "next": "/unread"])
        let refresh = try #require(page.headers[HTTPField.Name("Refresh")!])
        #expect(refresh.hasPrefix("0; url=https://known.example.org/") && page.text.contains("Go on") && !page.text.contains("forum_provider"))
        return URLComponents(string: String(refresh.dropFirst(7)))?.queryItems?.first { $0.name == "state" }?.value ?? ""
      }
      let state = try await leave()
      // A link that somebody else sent signs nobody in to their account.
      #expect(try await other.open("/account/provider?code=s-1&state=\(state)").status == 303)
      #expect(other.cookie("forum_access") == nil && people.exchanges.isEmpty)
      #expect(try await browser.open("/account/provider?code=s-1&state=wrong").status == 401)
      #expect(try await browser.follow("/account/provider?code=s-1&state=\(state)").path == "/unread")
      #expect(browser.cookie("forum_access") != nil && browser.cookie("forum_provider") == nil)
      let ada = forum.visitor.with(token: browser.cookie("forum_access"))
      let secret = try await ada.post("me/mfa/totp").expect(201).data["secret"].text
      try await ada.post("me/mfa/totp/confirm", ["code": forum.authenticatorCode(secret, at: forum.clock.now)]).expect(200)
      _ = try await browser.submit("/account/sign-out")
      let again = try await leave()
      #expect(try await browser.open("/account/provider?code=s-1&state=\(again)").text.contains("Code of your authenticator"))
      #expect(try await browser.submit("/account/provider", ["otp": "000000"]).text.contains("The code is wrong"))
      let code = forum.authenticatorCode(secret, at: forum.clock.now.adding(seconds: 30))
      #expect(try await browser.submit("/account/provider", ["otp": code]).path == "/unread")
      #expect(try await browser.submit("/account/provider", ["provider": "nobody"]).status == 404)
    }
  }
}
