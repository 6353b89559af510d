import ForumKernel
import Support
import Testing

/// A forum with somebody who has a passkey, and the requests that are made about it.
struct PasskeyBench {
  static let password = "a long pass phrase for ada"

  let forum: TestForum
  let ada: Client
  let authenticator: PasskeyAuthenticator
  /// Of the passkey.
  let id: String
  let recoveryCodes: [String]

  init(_ forum: TestForum, _ algorithm: PasskeyAuthenticator.Algorithm = .es256) async throws {
    self.forum = forum
    ada = try await forum.member("ada")
    authenticator = try PasskeyAuthenticator(algorithm)
    let registered = try await Self.register(authenticator, ada).expect(201).data
    id = registered["passkey"]["id"].text
    recoveryCodes = registered["recovery_codes"].items.map(\.text)
  }

  /// Joins the authenticator to the account.
  static func register(_ authenticator: PasskeyAuthenticator, _ owner: Client, _ faults: PasskeyAuthenticator.Faults = .init()) async throws -> Answer
  {
    let options = try await owner.post("me/mfa/passkeys/creation-options").expect(200).data
    return try await owner.post("me/mfa/passkeys", ["name": "phone", "credential": try authenticator.create(options, faults)])
  }

  /// Signs in with the passkey alone.
  func signIn(_ faults: PasskeyAuthenticator.Faults = .init()) async throws -> Answer {
    let options = try await forum.visitor.post("auth/sessions/passkey/request-options").expect(200).data
    return try await forum.visitor.post("auth/sessions/passkey", ["credential": try authenticator.answer(options, faults)])
  }

  /// Signs in with the password, and the passkey as the second factor.
  func signInWithBoth(_ faults: PasskeyAuthenticator.Faults = .init()) async throws -> Answer {
    let login = ["login": "ada", "password": Self.password]
    let options = try await forum.visitor.post("auth/sessions/passkey/request-options", login).expect(200).data
    var body: [String: Any] = login
    body["passkey"] = try authenticator.answer(options, faults)
    return try await forum.visitor.post("auth/sessions", body)
  }

  func signInWithPassword(otp: String? = nil) async throws -> Answer {
    var body = ["login": "ada", "password": Self.password]
    body["otp"] = otp
    return try await forum.visitor.post("auth/sessions", body)
  }

  /// The faults of one thing that is wrong.
  static func wrong(_ change: (inout PasskeyAuthenticator.Faults) -> Void) -> PasskeyAuthenticator.Faults {
    var faults = PasskeyAuthenticator.Faults()
    change(&faults)
    return faults
  }
}
