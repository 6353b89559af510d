import Admin
import Auth
import ForumKernel
import ForumRuntime
import Foundation
import HTTPTypes
import Support
import Testing

@Suite struct PasskeyJourneys {
  @Test(arguments: PasskeyAuthenticator.Algorithm.allCases)
  func `a passkey of each algorithm is joined, signs in alone, and is the second factor after the password`(
    _ algorithm: PasskeyAuthenticator.Algorithm
  ) async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum, algorithm)
      #expect(bench.recoveryCodes.count == AuthLimits.recoveryCodes)
      try await bench.signInWithPassword().expect(401, "otp_required")
      let alone = try await bench.signIn().expect(201).data
      #expect(alone["user"]["handle"].text == "ada")
      try await forum.visitor.with(token: alone["access_token"].text).get("me").expect(200)
      try await bench.signInWithBoth().expect(201)
      let listed = try await bench.ada.get("me/mfa/passkeys").expect(200).data["items"][0]
      #expect(listed["id"].text == bench.id && listed["name"].text == "phone" && listed["relying_party"].text == "localhost")
      #expect(!listed["last_used_at"].isNull && listed["suspected_at"].isNull && !listed["backed_up"].flag)
    }
  }

  @Test func `after the password the authenticator need not check who uses it; alone it must`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      bench.authenticator.verifiesUser = false
      try await bench.signInWithBoth().expect(201)
      try await bench.signIn().expect(401, "passkey_wrong")
    }
  }

  @Test func `the options say what browsers need: whose account, which passkeys there are, and nothing of anybody to strangers`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      let creation = try await bench.ada.post("me/mfa/passkeys/creation-options").expect(200).data
      #expect(creation["rp"]["id"].text == "localhost" && creation["user"]["name"].text == "ada" && creation["attestation"].text == "none")
      #expect(creation["pubKeyCredParams"].items.map { $0["alg"].number } == [-8, -7, -257])
      #expect(creation["excludeCredentials"].items.map { $0["id"].text } == [Base64URL.encode(bench.authenticator.id)])
      let strangers = try await forum.visitor.post("auth/sessions/passkey/request-options").expect(200).data
      #expect(strangers["allowCredentials"].items.isEmpty && strangers["userVerification"].text == "required")
      try await forum.visitor.post("auth/sessions/passkey/request-options", ["login": "ada", "password": "wrong"]).expect(401, "wrong_credentials")
      try await forum.visitor.post("auth/sessions/passkey/request-options", ["login": "nobody", "password": "wrong"]).expect(401, "wrong_credentials")
      try await forum.visitor.post("auth/sessions/passkey/request-options", ["login": "ada"]).expect(422, "validation_failed")
      let both = try await forum.visitor.post("auth/sessions/passkey/request-options", ["login": "ada", "password": PasskeyBench.password]).expect(
        200)
      #expect(both.data["allowCredentials"].items.count == 1 && both.data["userVerification"].text == "discouraged")
    }
  }

  @Test func `a recovery code stands in for a lost passkey once, and wrong ones are slowed down`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      try await bench.signInWithPassword(otp: bench.recoveryCodes[0]).expect(201)
      try await bench.signInWithPassword(otp: bench.recoveryCodes[0]).expect(401, "otp_wrong")
      for _ in 0..<AuthLimits.failuresFree { try await bench.signInWithPassword(otp: "123456").expect(401, "otp_wrong") }
      try await bench.signInWithPassword(otp: bench.recoveryCodes[1]).expect(429, "otp_delayed")
      // The passkey has a lane of its own.
      try await bench.signInWithBoth().expect(201)
      forum.clock.advance(seconds: 2)
      try await bench.signInWithPassword(otp: bench.recoveryCodes[1]).expect(201)
      let state = try await bench.ada.get("me/mfa").expect(200).data
      #expect(state["passkeys"].number == 1 && !state["totp"].flag && state["recovery_codes_left"].number == AuthLimits.recoveryCodes - 2)
    }
  }

  @Test func `wrong passwords delay no passkey`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      for _ in 0..<10 { _ = try await forum.visitor.post("auth/sessions", ["login": "ada", "password": "a wrong pass phrase"]) }
      try await bench.signInWithPassword().expect(429, "login_delayed")
      try await bench.signIn().expect(201)
    }
  }

  @Test func `a passkey is named over the version that was seen, and only by its owner`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      let path = "me/mfa/passkeys/\(bench.id)"
      try await bench.ada.patch(path, ["name": "tablet"]).expect(428, "version_required")
      try await bench.ada.patch(path, ["name": "tablet"], version: 9).expect(412, "version_stale")
      let renamed = try await bench.ada.patch(path, ["name": "tablet"], version: 1).expect(200)
      #expect(renamed.data["name"].text == "tablet" && renamed.data["version"].number == 2)
      let eve = try await forum.member("eve")
      try await eve.patch(path, ["name": "mine"], version: 2).expect(404, "passkey_not_found")
      #expect(try await eve.get("me/mfa/passkeys").expect(200).data["items"].items.isEmpty)
    }
  }

  @Test func `a passkey goes with the password and a second factor, or with its own answer; never for a session alone`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      let path = "me/mfa/passkeys/\(bench.id)/remove"
      try await bench.ada.post(path).expect(403, "password_required")
      try await bench.ada.post(path, ["password": PasskeyBench.password]).expect(401, "otp_required")
      try await bench.ada.post(path, ["password": "wrong", "code": bench.recoveryCodes[0]]).expect(401, "wrong_credentials")
      try await bench.ada.post(path, ["password": PasskeyBench.password, "code": bench.recoveryCodes[0]], [.ifMatch: "\"7\""]).expect(
        412, "version_stale")
      let options = try await bench.ada.post("me/mfa/passkeys/request-options").expect(200).data
      try await bench.ada.post(path, ["passkey": try bench.authenticator.answer(options)]).expect(204)
      try await bench.signInWithPassword().expect(201)
      try await bench.signIn().expect(401, "passkey_wrong")
      #expect(try await bench.ada.get("me/mfa").expect(200).data["recovery_codes_left"].number == 0)
      let again = try await PasskeyBench.register(bench.authenticator, bench.ada).expect(201).data
      let second = "me/mfa/passkeys/\(again["passkey"]["id"].text)/remove"
      try await bench.ada.post(second, ["password": PasskeyBench.password, "code": again["recovery_codes"][0].text]).expect(204)
    }
  }

  @Test func `an old session does dangerous things with a passkey that checks who uses it`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      forum.clock.advance(seconds: AuthLimits.freshSeconds)
      let token: [String: Any] = ["name": "ci", "scopes": ["forum.read"]]
      try await bench.ada.post("me/tokens", token).expect(403, "password_required")
      try await bench.ada.post("me/mfa/passkeys/creation-options").expect(403, "password_required")
      func answer() async throws -> [String: Any] {
        try bench.authenticator.answer(try await bench.ada.post("me/mfa/passkeys/request-options").expect(200).data)
      }
      try await bench.ada.post("me/tokens", token.merging(["passkey": try await answer()]) { $1 }).expect(201)
      try await bench.ada.post("me/mfa/recovery-codes", ["passkey": try await answer()]).expect(200)
      try await bench.ada.post("me/mfa/passkeys/creation-options", ["passkey": try await answer()]).expect(200)
      bench.authenticator.verifiesUser = false
      try await bench.ada.post("me/mfa/recovery-codes", ["passkey": try await answer()]).expect(401, "passkey_wrong")
      // Beside the password it is the second factor, for which presence is enough.
      let confirmed: [String: Any] = ["password": PasskeyBench.password, "passkey": try await answer()]
      try await bench.ada.post("me/deactivation", confirmed).expect(200)
    }
  }

  @Test func `joining, removing and suspecting are mailed to the owner and stand in the audit log`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      let options = try await bench.ada.post("me/mfa/passkeys/request-options").expect(200).data
      try await bench.ada.post("me/mfa/passkeys/\(bench.id)/remove", ["passkey": try bench.authenticator.answer(options)]).expect(204)
      try await forum.caughtUp()
      let mails = try #require(forum.application.mailer as? MemoryMailer).mails.map(\.text)
      #expect(mails.contains { $0.contains("A passkey was joined") } && mails.contains { $0.contains("A passkey was taken") })
      let log = try await forum.administrator().get("admin/audit?limit=50").expect(200).text
      #expect(log.contains("passkey.add") && log.contains("passkey.remove"))
    }
  }

  @Test func `the archive of an account shows its passkeys without their keys, and an erased account leaves none`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      try await bench.ada.post("me/export").expect(202)
      try await forum.sagasEnded(try await forum.administrator())
      let archive = try await bench.ada.get("me/export/archive").expect(200).text
      #expect(archive.contains("passkeys") && archive.contains("\"phone\"") && !archive.contains("es256."))
      let answer = try bench.authenticator.answer(try await bench.ada.post("me/mfa/passkeys/request-options").expect(200).data)
      let erasure: [String: Any] = ["mode": "all", "password": PasskeyBench.password, "passkey": answer]
      try await bench.ada.post("me/erasure", erasure).expect(202)
      try await forum.sagasEnded(try await forum.signIn("root", "a long pass phrase for root"))
      let credential = Base64URL.encode(bench.authenticator.id)
      #expect(try await forum.application.storage.auth.passkey(credentialID: credential, forum.application.defaultTenant.id) == nil)
    }
  }

  @Test func `a role that demands a second factor gives nothing to who has none, and the last one stays`() async throws {
    try await withForum(["session.second_factor_roles": "admin,member"]) { forum in
      let root = try await forum.administrator()
      try await root.get("admin/roles").expect(403, "permission_missing")
      try await root.get("categories").expect(200)
      try await root.post("threads", ["category_id": try await forum.category(), "title": "No", "body": "No."]).expect(403, "permission_missing")
      let authenticator = try PasskeyAuthenticator()
      let registered = try await PasskeyBench.register(authenticator, root).expect(201).data
      try await root.get("admin/roles").expect(200)
      let path = "me/mfa/passkeys/\(registered["passkey"]["id"].text)/remove"
      func answer() async throws -> [String: Any] {
        ["passkey": try authenticator.answer(try await root.post("me/mfa/passkeys/request-options").expect(200).data)]
      }
      try await root.post(path, try await answer()).expect(409, "last_factor")
      let secret = try await root.post("me/mfa/totp").expect(201).data["secret"].text
      let code = forum.authenticatorCode(secret, at: forum.clock.now)
      let codes = try await root.post("me/mfa/totp/confirm", ["code": code]).expect(200).data["recovery_codes"].items.map(\.text)
      try await root.post(path, try await answer()).expect(204)
      try await root.get("admin/roles").expect(200)
      let removal = ["password": "a long pass phrase for root", "code": codes[0]]
      try await root.post("me/mfa/totp/remove", removal).expect(409, "last_factor")
    }
  }
}
