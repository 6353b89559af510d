import Admin
import Auth
import ForumKernel
import ForumRuntime
import Foundation
import Support
import Testing

@Suite struct PasskeyAttackJourneys {
  typealias Faults = PasskeyAuthenticator.Faults

  /// What is wrong with an answer, each alone.
  static let wrongAnswers: [(String, @Sendable (inout Faults) -> Void)] = [
    ("another origin", { $0.origin = "https://localhost.evil.example" }),
    ("another port", { $0.origin = "http://localhost:9999" }),
    ("an address in the place of the name", { $0.origin = "http://127.0.0.1" }),
    ("another ceremony", { $0.type = "webauthn.create" }),
    ("a frame in another site", { $0.members["crossOrigin"] = true }),
    ("a page above it", { $0.members["topOrigin"] = "https://evil.example" }),
    ("a challenge of its own", { $0.challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }),
    ("no challenge", { $0.challenge = "" }),
    ("another relying party", { $0.relyingParty = "evil.example" }),
    ("nobody who touched it", { $0.flags = 0x04 }),
    ("nobody who was verified", { $0.flags = 0x01 }),
    ("a back-up of what has none", { $0.flags = 0x15 }),
    ("a back-up that never was possible", { $0.flags = 0x1d }),
    ("reserved flags", { $0.flags = 0x07 }),
    ("a credential that is announced and not there", { $0.flags = 0x45 }),
    ("extensions that are announced and not there", { $0.flags = 0x85 }),
    ("data with something behind it", { $0.authenticatorData = { $0 + [0] } }),
    ("data that is cut off", { $0.authenticatorData = { Array($0.dropLast()) } }),
    ("no data", { $0.authenticatorData = { _ in [0] } }),
    ("an altered signature", { $0.signature = { Array($0.dropLast()) + [$0.last! ^ 1] } }),
    ("a signature with something behind it", { $0.signature = { $0 + [0] } }),
    ("a signature of zeros", { $0.signature = { [UInt8](repeating: 0, count: $0.count) } }),
    ("somebody else's name", { $0.userHandle = [UInt8](repeating: 1, count: 16) }),
    ("no name", { $0.leavesOutUserHandle = true }),
    ("an unknown credential", { $0.id = [1, 2, 3] }),
  ]

  @Test(arguments: wrongAnswers.indices)
  func `a sign-in whose answer has one thing wrong is refused in the same words, and the next right one is accepted`(_ index: Int) async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      let answer = try await bench.signIn(PasskeyBench.wrong(Self.wrongAnswers[index].1))
      #expect(answer.status == 401 && answer.code == "passkey_wrong", "\(Self.wrongAnswers[index].0): \(answer.text)")
      #expect(!answer.text.contains("_malformed") && !answer.text.contains("signature"))
      try await bench.signIn().expect(201)
    }
  }

  /// What is wrong with a credential that is joined, and what its owner is told.
  static let wrongCredentials: [(String, String, @Sendable (inout Faults) -> Void)] = [
    ("another origin", "origin_wrong", { $0.origin = "https://evil.example" }),
    ("another ceremony", "type_wrong", { $0.type = "webauthn.get" }),
    ("another relying party", "relying_party_wrong", { $0.relyingParty = "evil.example" }),
    ("nobody there", "user_absent", { $0.flags = 0x40 }),
    ("a challenge of its own", "challenge_wrong", { $0.challenge = "AAAA" }),
    ("no credential", "authenticator_data_malformed", { $0.flags = 0x05 }),
    ("another id", "credential_id_wrong", { $0.id = [1, 2, 3] }),
    ("a length beyond the end", "authenticator_data_malformed", { $0.authenticatorData = { Array($0[..<53]) + [0x03, 0xff] + Array($0[55...]) } }),
    ("an id that is too long", "credential_id_wrong", { $0.authenticatorData = { Array($0[..<53]) + [0x04, 0x00] + Array($0[55...]) } }),
    ("CBOR that is cut off", "attestation_malformed", { $0.attestation = { Array($0.dropLast()) } }),
    ("CBOR with something behind it", "attestation_malformed", { $0.attestation = { $0 + [0] } }),
    ("CBOR of no end", "attestation_malformed", { $0.attestation = { [0xbf] + Array($0.dropFirst()) + [0xff] } }),
    (
      "a key twice", "attestation_malformed", { $0.attestation = { [0xa4] + Array($0.dropFirst()) + CBORBytes.text("fmt") + CBORBytes.text("none") } }
    ),
    ("a statement of nobody", "attestation_malformed", { $0.format = ("none", [0xa1, 0x61, 0x61, 0x01]) }),
    (
      "a self-signature that is none", "attestation_wrong",
      { $0.format = ("packed", [0xa2] + CBORBytes.text("alg") + [0x26] + CBORBytes.text("sig") + [0x41, 0x00]) }
    ),
    (
      "a statement for another algorithm", "attestation_wrong",
      { $0.format = ("packed", [0xa2] + CBORBytes.text("alg") + [0x27] + CBORBytes.text("sig") + [0x41, 0x00]) }
    ),
    ("an algorithm that is not offered", "algorithm_wrong", { $0.key = [0xa4, 0x01, 0x02, 0x03, 0x38, 0x22, 0x20, 0x01, 0x21, 0x40] }),
    ("no algorithm at all", "key_malformed", { $0.key = [0xa1, 0x01, 0x02] }),
    (
      "a key of one kind under the algorithm of another", "key_malformed",
      { $0.key = [0xa4, 0x01, 0x01, 0x03, 0x26, 0x20, 0x06, 0x21] + CBORBytes.bytes([UInt8](repeating: 9, count: 32)) }
    ),
    (
      "a point off the curve", "key_malformed", { $0.key = CBORBytes.es256(x: [UInt8](repeating: 1, count: 32), y: [UInt8](repeating: 2, count: 32)) }
    ),
    ("coordinates that are too short", "key_malformed", { $0.key = CBORBytes.es256(x: [1], y: [2]) }),
    (
      "an RSA key of 512 bits", "key_malformed",
      { $0.key = [0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20] + CBORBytes.bytes([UInt8](repeating: 0xc1, count: 64)) + [0x21, 0x43, 1, 0, 1] }
    ),
  ]

  @Test(arguments: wrongCredentials.indices)
  func `a credential that has one thing wrong is not joined, and its owner is told why`(_ index: Int) async throws {
    let (what, code, change) = Self.wrongCredentials[index]
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let answer = try await PasskeyBench.register(try PasskeyAuthenticator(), ada, PasskeyBench.wrong(change))
      #expect(answer.status == 422 && answer.code == "passkey_refused" && answer.json["errors"][0]["code"].text == code, "\(what): \(answer.text)")
      #expect(try await ada.get("me/mfa/passkeys").expect(200).data["items"].items.isEmpty)
    }
  }

  @Test func `a challenge is good once, for its purpose, its account and five minutes`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      let options = try await forum.visitor.post("auth/sessions/passkey/request-options").expect(200).data
      let answer = try bench.authenticator.answer(options)
      try await forum.visitor.post("auth/sessions/passkey", ["credential": answer]).expect(201)
      try await forum.visitor.post("auth/sessions/passkey", ["credential": answer]).expect(401, "passkey_wrong")
      try await forum.visitor.post("auth/sessions/passkey", ["credential": try bench.authenticator.answer(options)]).expect(401, "passkey_wrong")
      let login: [String: Any] = ["login": "ada", "password": PasskeyBench.password]
      let other = try await forum.visitor.post("auth/sessions/passkey/request-options").expect(200).data
      try await forum.visitor.post("auth/sessions", login.merging(["passkey": try bench.authenticator.answer(other)]) { $1 }).expect(
        401, "passkey_wrong")
      let second = try await forum.visitor.post("auth/sessions/passkey/request-options", login).expect(200).data
      try await forum.visitor.post("auth/sessions/passkey", ["credential": try bench.authenticator.answer(second)]).expect(401, "passkey_wrong")
      let old = try await forum.visitor.post("auth/sessions/passkey/request-options").expect(200).data
      forum.clock.advance(seconds: AuthLimits.passkeyChallengeSeconds)
      try await forum.visitor.post("auth/sessions/passkey", ["credential": try bench.authenticator.answer(old)]).expect(401, "passkey_wrong")
      let creation = try await forum.signIn(bench).post("me/mfa/passkeys/creation-options").expect(200).data
      let eve = try await forum.member("eve")
      let made: [String: Any] = ["name": "eve's", "credential": try PasskeyAuthenticator().create(creation)]
      try await eve.post("me/mfa/passkeys", made).expect(422, "passkey_refused")
    }
  }

  @Test func `of many answers to one challenge at once one signs in`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      let options = try await forum.visitor.post("auth/sessions/passkey/request-options").expect(200).data
      let bodies = try (0..<8).map { _ in JSONBody(["credential": try bench.authenticator.answer(options)]) }
      let codes = try await withThrowingTaskGroup(of: Int.self) { group in
        for body in bodies { group.addTask { try await forum.visitor.post("auth/sessions/passkey", body.value).status } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(codes.count { $0 == 201 } == 1)
    }
  }

  @Test func `another account's passkey is no second factor, and is joined to no second account`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      let eve = try await forum.member("eve")
      let own = try PasskeyAuthenticator()
      try await PasskeyBench.register(own, eve).expect(201)
      let login: [String: Any] = ["login": "ada", "password": PasskeyBench.password]
      let options = try await forum.visitor.post("auth/sessions/passkey/request-options", login).expect(200).data
      try await forum.visitor.post("auth/sessions", login.merging(["passkey": try own.answer(options)]) { $1 }).expect(401, "passkey_wrong")
      try await PasskeyBench.register(bench.authenticator, eve).expect(409, "passkey_known")
      try await eve.post("me/mfa/passkeys/\(bench.id)/remove", ["password": "a long pass phrase for eve", "code": "x"]).expect(
        404, "passkey_not_found")
    }
  }

  @Test func `a passkey of one tenant is unknown in another, and each tenant's host is its own relying party`() async throws {
    try await withForum { forum in
      let side = try await TenantSide(forum, main: try await forum.administrator(), slug: "acme", mark: "qalandrine")
      let ada = side.member.at("acme.example.org")
      let authenticator = try PasskeyAuthenticator(origin: "https://acme.example.org")
      try await PasskeyBench.register(authenticator, ada).expect(201)
      let visitor = forum.visitor.at("acme.example.org")
      func signIn(_ visitor: Client) async throws -> Answer {
        let options = try await visitor.post("auth/sessions/passkey/request-options").expect(200).data
        return try await visitor.post("auth/sessions/passkey", ["credential": try authenticator.answer(options)])
      }
      try await signIn(visitor).expect(201)
      try await signIn(forum.visitor).expect(401, "passkey_wrong")
      let local = try PasskeyAuthenticator()
      try await PasskeyBench.register(local, ada).expect(422, "passkey_refused")
      let evil = side.member.at("evil.example")
      let options = try await evil.post("me/mfa/passkeys/creation-options").expect(200).data
      #expect(options["rp"]["id"].text == "localhost")
    }
  }

  @Test func `a counter that goes back marks the passkey, which is taken no more and can be removed`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      try await bench.signIn().expect(201)
      try await bench.signIn(PasskeyBench.wrong { $0.signCount = 1 }).expect(401, "passkey_wrong")
      bench.authenticator.signCount = 100
      try await bench.signIn().expect(401, "passkey_wrong")
      let listed = try await bench.ada.get("me/mfa/passkeys").expect(200).data["items"][0]
      #expect(!listed["suspected_at"].isNull)
      try await bench.ada.post("me/mfa/passkeys/request-options").expect(404, "passkey_not_found")
      try await bench.signInWithPassword().expect(401, "otp_required")
      try await bench.signInWithPassword(otp: bench.recoveryCodes[0]).expect(201)
      let removal = ["password": PasskeyBench.password, "code": bench.recoveryCodes[1]]
      try await bench.ada.post("me/mfa/passkeys/\(bench.id)/remove", removal).expect(204)
      try await bench.signInWithPassword().expect(201)
      let log = try await forum.administrator().get("admin/audit?limit=50").expect(200).text
      #expect(log.contains("passkey.suspect"))
    }
  }

  @Test func `authenticators that do not count are taken, and statements of their makers are not looked at`() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let authenticator = try PasskeyAuthenticator()
      let statement: (String, [UInt8]) = ("fido-u2f", [0xa1, 0x63, 0x78, 0x35, 0x63, 0x80])
      try await PasskeyBench.register(authenticator, ada, PasskeyBench.wrong { $0.format = statement }).expect(201)
      for _ in 0..<2 {
        let options = try await forum.visitor.post("auth/sessions/passkey/request-options").expect(200).data
        let answer = try authenticator.answer(options, PasskeyBench.wrong { $0.signCount = 0 })
        try await forum.visitor.post("auth/sessions/passkey", ["credential": answer]).expect(201)
      }
      let own = try PasskeyAuthenticator()
      let creation = try await ada.post("me/mfa/passkeys/creation-options").expect(200).data
      let signed = try own.selfAttestation(creation)
      let made = try own.create(creation, PasskeyBench.wrong { $0.format = signed })
      try await ada.post("me/mfa/passkeys", ["name": "key", "credential": made]).expect(201)
    }
  }

  @Test func `wrong answers are slowed down by a counter of their own`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      for _ in 0...AuthLimits.failuresFree {
        try await bench.signIn(PasskeyBench.wrong { $0.origin = "https://evil.example" }).expect(401, "passkey_wrong")
      }
      let delayed = try await bench.signIn()
      delayed.expect(429, "otp_delayed")
      try await bench.signInWithPassword(otp: bench.recoveryCodes[0]).expect(201)
      forum.clock.advance(seconds: 2)
      try await bench.signIn().expect(201)
    }
  }

  @Test func `what is too large or no base64url is told before anything is looked at`() async throws {
    try await withForum { forum in
      let response = ["clientDataJSON": String(repeating: "A", count: 6000), "authenticatorData": "A===", "signature": "*"]
      let answer = try await forum.visitor.post("auth/sessions/passkey", ["credential": ["id": "", "type": "password", "response": response]])
      answer.expect(422, "validation_failed")
      #expect(
        Set(answer.json["errors"].items.map { $0["pointer"].text }) == [
          "/credential/id", "/credential/type", "/credential/response/clientDataJSON", "/credential/response/authenticatorData",
          "/credential/response/signature",
        ])
    }
  }

  @Test func `an account that is suspended gets in by no passkey`() async throws {
    try await withForum { forum in
      let bench = try await PasskeyBench(forum)
      let tenant = forum.application.defaultTenant.id
      let user = try #require(try await forum.application.storage.auth.user(handleKey: "ada", tenant)).id
      try await forum.application.storage.auth.write(tenant, actor: nil) { tx in
        try RestrictAccount.put(Restriction(kind: .suspension, until: nil), on: user, in: tx)
      }
      try await bench.signIn().expect(403, "account_suspended")
    }
  }
}

/// A body that may go to another task: nobody changes it.
struct JSONBody: @unchecked Sendable {
  let value: [String: Any]
  init(_ value: [String: Any]) { self.value = value }
}

extension TestForum {
  /// Somebody's new session, opened with a passkey.
  func signIn(_ bench: PasskeyBench) async throws -> Client {
    visitor.with(token: try await bench.signIn().expect(201).data["access_token"].text)
  }
}
