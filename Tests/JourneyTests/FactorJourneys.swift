import Admin
import Auth
import ForumKernel
import ForumRuntime
import Foundation
import Support
import Testing

@Suite struct FactorJourneys {
  @Test("an authenticator app is joined, asked for, used once a step, and replaced by a recovery code when it is lost")
  func lifeOfAnApp() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let enrolment = try await ada.post("me/mfa/totp").expect(201).data
      let secret = enrolment["secret"].text
      #expect(enrolment["otpauth_url"].text.hasPrefix("otpauth://totp/forum-lite%3Aada?secret=\(secret)&"))
      try await ada.post("me/mfa/totp/confirm", ["code": forum.authenticatorCode(secret, at: forum.clock.now.adding(seconds: -1200))]).expect(
        422, "otp_wrong")
      let now = forum.authenticatorCode(secret, at: forum.clock.now)
      let codes = try await ada.post("me/mfa/totp/confirm", ["code": now]).expect(200).data["recovery_codes"].items.map(\.text)
      #expect(codes.count == 10)
      try await signIn(forum, nil).expect(401, "otp_required")
      try await signIn(forum, now).expect(401, "otp_wrong")
      let next = forum.authenticatorCode(secret, at: forum.clock.now.adding(seconds: 30))
      let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
        for _ in 0..<10 { group.addTask { try await signIn(forum, next) } }
        return try await group.reduce(into: [Answer]()) { $0.append($1) }
      }
      #expect(answers.count { $0.status == 201 } == 1)
      try await signIn(forum, codes[0]).expect(201)
      try await signIn(forum, codes[0]).expect(401, "otp_wrong")
      let state = try await ada.get("me/mfa").expect(200).data
      #expect(state["totp"].flag && state["recovery_codes_left"].number == 9)
      try await ada.post("me/mfa/totp/remove", ["password": "wrong", "code": codes[1]]).expect(401, "wrong_credentials")
      try await ada.post("me/mfa/totp/remove", ["password": "a long pass phrase for ada", "code": codes[1]]).expect(204)
      try await signIn(forum, nil).expect(201)
    }
  }

  @Test("neither the secret nor a recovery code is in the database")
  func secretsAtRest() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let secret = try await ada.post("me/mfa/totp").expect(201).data["secret"].text
      let codes = try await ada.post("me/mfa/totp/confirm", ["code": forum.authenticatorCode(secret, at: forum.clock.now)]).expect(200).data[
        "recovery_codes"
      ].items
      let me = try await ada.get("me").data["id"].text
      let id = try #require(UserID(me))
      let factor = try #require(try await forum.application.storage.auth.totpFactor(of: id, forum.application.defaultTenant.id))
      let raw = AuthenticatorApp.bytes(secret)
      for text in [secret, Data(raw).base64EncodedString(), codes[0].text] { #expect(!factor.sealedSecret.contains(text)) }
      #expect(try forum.application.keys.secrets.open(factor.sealedSecret, for: id.raw) == raw)
    }
  }

  @Test("a device gets a name, and one request signs out everywhere, at once")
  func devices() async throws {
    try await withForum { forum in
      let laptop = try await forum.member("ada")
      let phone = try await forum.signIn("ada", "a long pass phrase for ada")
      let sessions = try await laptop.get("auth/sessions").expect(200).data["items"].items
      let other = try #require(sessions.first { !$0["current"].flag })["id"].text
      let renamed = try await laptop.patch("auth/sessions/\(other)", ["device_name": "the phone"]).expect(200)
      #expect(renamed.data["device_name"].text == "the phone" && !renamed.data["current"].flag)
      let eve = try await forum.member("eve")
      try await eve.patch("auth/sessions/\(other)", ["device_name": "mine"]).expect(404, "session_not_found")
      #expect(try await laptop.delete("auth/sessions?keep_current=true").expect(200).data["ended"].number == 1)
      try await phone.get("me").expect(401, "session_revoked")
      try await laptop.get("me").expect(200)
      #expect(try await laptop.delete("auth/sessions").expect(200).data["ended"].number == 1)
      try await laptop.get("me").expect(401, "session_revoked")
      try await eve.get("me").expect(200)
    }
  }

  @Test("a session ends when it idles, and after its whole time however often it is refreshed; no access token outlives it")
  func lifetimes() async throws {
    let settings = ["session.refresh_token_lifetime": "1h", "session.absolute_lifetime": "3h", "session.access_token_lifetime": "30m"]
    try await withForum(settings) { forum in
      let idle = try #require(try await forum.member("ada").refreshToken)
      var busy = try #require(try await forum.signIn("ada", "a long pass phrase for ada").refreshToken)
      for _ in 0..<3 {
        forum.clock.advance(seconds: 3000)
        busy = try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": busy]).expect(200).data["refresh_token"].text
      }
      try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": idle]).expect(401, "session_over")
      forum.clock.advance(seconds: 1200)
      let last = try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": busy]).expect(200).data
      #expect(last["expires_in"].number == 600)
      forum.clock.advance(seconds: 600)
      try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": last["refresh_token"].text]).expect(401, "session_over")
    }
  }

  @Test(
    "a forum whose cache is emptied at any moment logs nobody out and revives nothing",
    .enabled(if: TestProfile.current == .embedded, "It empties the cache of this process."))
  func emptiedCache() async throws {
    try await withForum { forum in
      let laptop = try await forum.member("ada")
      let gone = try await forum.signIn("ada", "a long pass phrase for ada")
      try await gone.delete("auth/sessions/current").expect(204)
      try #require(forum.application.cache as? MemoryCache).removeAll()
      forum.application.auth.authenticator.forgetAll()
      try await laptop.get("me").expect(200)
      try await gone.get("me").expect(401, "session_revoked")
      let old = try #require(gone.refreshToken)
      try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": old]).expect(401, "session_over")
      let token = try #require(laptop.refreshToken)
      try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": token]).expect(200)
    }
  }

  @Test("a PASETO signs a request like a JWT, is refreshed into either, and ends with its session")
  func paseto() async throws {
    try await withForum { forum in
      _ = try await forum.member("ada")
      let login = ["login": "ada", "password": "a long pass phrase for ada", "token_format": "paseto"]
      let answer = try await forum.visitor.post("auth/sessions", login).expect(201).data
      let token = answer["access_token"].text
      #expect(token.hasPrefix("v4.public."))
      let ada = forum.visitor.with(token: token)
      try await ada.get("me").expect(200)
      let refreshed = try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": answer["refresh_token"].text]).expect(200).data
      #expect(refreshed["access_token"].text.hasPrefix("ey"))
      try await ada.delete("auth/sessions/current").expect(204)
      try await ada.get("me").expect(401, "session_revoked")
    }
  }

  @Test("tokens of before a rotation stay good, those of a revoked key end at once, and a refresh gives new ones")
  func rotation() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let planned = try await rotate(forum, leadSeconds: 60, isRevoking: false)
      #expect(planned.map(\.use) == ["signing", "next"])
      let shown = try await forum.visitor.get("/.well-known/jwks.json").expect(200).json["keys"].items.map { $0["kid"].text }
      #expect(shown == planned.map(\.id))
      forum.clock.advance(seconds: 60)
      try await ada.get("me").expect(200)
      try await forum.signIn("ada", "a long pass phrase for ada").get("me").expect(200)
      let left = try await rotate(forum, leadSeconds: 0, isRevoking: true)
      #expect(left.map(\.use) == ["signing"])
      try await ada.get("me").expect(401, "token_invalid")
      let refresh = try #require(ada.refreshToken)
      let token = try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": refresh]).expect(200).data["access_token"].text
      try await forum.visitor.with(token: token).get("me").expect(200)
    }
  }

  private func rotate(_ forum: TestForum, leadSeconds: Int64, isRevoking: Bool) async throws -> [KeyLine] {
    let reply = await forum.application.handle(.rotateKeys(leadSeconds: leadSeconds, isRevoking: isRevoking))
    guard case .keys(let keys) = reply else { throw AppError(.conflict, "no_keys", "\(reply)") }
    return keys
  }

  private func signIn(_ forum: TestForum, _ otp: String?) async throws -> Answer {
    var body = ["login": "ada", "password": "a long pass phrase for ada"]
    body["otp"] = otp
    return try await forum.visitor.post("auth/sessions", body)
  }
}
