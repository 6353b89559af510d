import Auth
import Crypto
import ForumKernel
import Foundation
import Testing

@testable import OIDC

@Suite("A provider of OpenID Connect") struct OIDCProviderTests {
  private let forge = TokenForge()

  /// Signs in with a token that says what is right, changed like this.
  private func signIn(
    _ changes: [String: (any Sendable)?] = [:], header: String? = nil, access: String? = nil, sign: (@Sendable (Data) throws -> Data)? = nil,
    discovery: @escaping @Sendable (String, String) -> String = { $1 }, issuer: String? = nil
  ) async throws -> ProvenIdentity {
    var identity: ProvenIdentity?
    let forge = forge
    try await ForgedProvider.run(
      keys: { _ in forge.publicKey }, discovery: discovery,
      tokens: { url in
        let token = try forge.token(header: header, forge.claims(url, changes), sign: sign)
        return #"{"id_token":"\#(token)"\#(access.map { #","access_token":"\#($0)""# } ?? "")}"#
      }
    ) { identity = try await $0.identity(issuer: issuer == "own" ? $0.url : issuer) }
    return try #require(identity)
  }

  private func cause(_ body: () async throws -> ProvenIdentity) async -> String? {
    let error = await #expect(throws: AppError.self) { _ = try await body() }
    #expect(error?.message.contains("id_token") == false)
    return error?.cause
  }

  @Test("what it signed about this sign-in says who somebody is") func right() async throws {
    let identity = try await signIn()
    #expect(identity.subject == "s-1" && identity.preferredName == "ada" && identity.email == "ada@example.org" && identity.isEmailProven)
    #expect(try await signIn(["aud": ["forum", "other"], "azp": "forum"]).subject == "s-1")
    #expect(try await signIn(["email_verified": "true"]).isEmailProven)
    #expect(try await !signIn(["email_verified": nil]).isEmailProven)
    #expect(try await signIn(["exp": 950]).subject == "s-1")
  }

  @Test("the way to it has state, nonce and a challenge, and the verifier stays here") func way() async throws {
    let forge = forge
    try await ForgedProvider.run(keys: { _ in forge.publicKey }, tokens: { _ in "" }) { forged in
      let address = try await forged.provider.address(ForgedProvider.request)
      let parts = try #require(URLComponents(string: address)?.queryItems)
      let query = Dictionary(parts.map { ($0.name, $0.value ?? "") }) { first, _ in first }
      #expect(query["state"] == "the-state" && query["nonce"] == "the-nonce" && query["code_challenge_method"] == "S256")
      #expect(query["code_challenge"] == Data(SHA256.hash(data: Data("the-verifier".utf8))).base64URL)
      #expect(query["redirect_uri"] == ForgedProvider.request.redirectURI && query["response_type"] == "code" && query["scope"] == "openid email")
      #expect(!address.contains("the-verifier") && !address.contains("cl1ent"))
    }
  }

  @Test(
    "a token that says something else than it should is refused",
    arguments: [
      ("nonce", "another", "id_token_nonce"), ("nonce", nil, "id_token_nonce"), ("aud", "other", "id_token_audience"),
      ("azp", "other", "id_token_audience"), ("iss", "https://evil.example.org", "id_token_issuer"), ("sub", "", "id_token_subject"),
      ("at_hash", "AAAA", "id_token_access_token"), ("sub", nil, "id_token_claims"), ("exp", "soon", "id_token_claims"),
    ] as [(String, String?, String)])
  func wrongTexts(name: String, value: String?, cause: String) async {
    #expect(await self.cause { try await signIn([name: value]) } == cause)
  }

  @Test("one that is over, or of the future, or for several without saying who asked, is refused") func wrongTimes() async {
    #expect(await cause { try await signIn(["exp": 900]) } == "id_token_expired")
    #expect(await cause { try await signIn(["iat": 1100]) } == "id_token_of_the_future")
    #expect(await cause { try await signIn(["aud": ["forum", "other"]]) } == "id_token_audience")
  }

  @Test("without a signature, with a secret that all know, or with an unknown way of signing it is none") func algorithms() async {
    #expect(await cause { try await signIn(header: #"{"alg":"none"}"#, sign: { _ in Data() }) } == "id_token_algorithm")
    let known = Data(forge.publicKey.utf8)
    let hs256: @Sendable (Data) -> Data = { Data(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: known))) }
    #expect(await cause { try await signIn(header: #"{"alg":"HS256","kid":"k1"}"#, sign: hs256) } == "id_token_algorithm")
    // The key is for ES256 alone.
    #expect(await cause { try await signIn(header: #"{"alg":"RS256","kid":"k1"}"#) } == "id_token_key_unknown")
    #expect(await cause { try await signIn(header: #"{"alg":"ES256","kid":"k2"}"#) } == "id_token_key_unknown")
    #expect(await cause { try await signIn(header: #"{"alg":"ES256","kid":"k1","crit":["b64"]}"#) } == "id_token_type")
    let other = P256.Signing.PrivateKey()
    #expect(await cause { try await signIn(sign: { try other.signature(for: $0).rawRepresentation }) } == "id_token_signature")
  }

  @Test("the access token belongs to the token that names it") func accessToken() async throws {
    let half = Data(SHA256.hash(data: Data("token".utf8)).prefix(16)).base64URL
    #expect(try await signIn(["at_hash": half], access: "token").subject == "s-1")
    #expect(await cause { try await signIn(["at_hash": half], access: "another") } == "id_token_access_token")
  }

  @Test("an answer of another issuer is not taken to this one") func mixUp() async throws {
    #expect(try await signIn(issuer: "own").subject == "s-1")
    #expect(await cause { try await signIn(issuer: "https://evil.example.org") } == "answer_of_another_issuer")
    let names: @Sendable (String, String) -> String = { String($1.dropLast()) + #","authorization_response_iss_parameter_supported":true}"# }
    #expect(await cause { try await signIn(discovery: names) } == "answer_of_another_issuer")
    #expect(try await signIn(discovery: names, issuer: "own").subject == "s-1")
  }

  @Test("a document of another issuer, of open addresses or without PKCE is not followed") func discovery() async {
    let changes: [@Sendable (String, String) -> String] = [
      { $1.replacing(#""issuer":"\#($0)""#, with: #""issuer":"\#($0)/""#) }, { $1.replacing("\($0)/token", with: "http://evil.example.org/token") },
      { String($1.dropLast()) + #","code_challenge_methods_supported":["plain"]}"# }, { _, _ in "[]" },
    ]
    for change in changes { #expect(await cause { try await signIn(discovery: change) } != nil) }
  }

  @Test("keys are read again for a token with an unknown one, and not each time") func rotation() async throws {
    let forge = forge
    let old = TokenForge().publicKey.replacing(#""kid":"k1""#, with: #""kid":"k0""#)
    try await ForgedProvider.run(
      keys: { $0 == 1 ? old : forge.publicKey }, tokens: { #"{"id_token":"\#(try forge.token(forge.claims($0)))"}"# }
    ) { forged in
      await #expect(throws: AppError.self) { try await forged.identity() }
      await #expect(throws: AppError.self) { try await forged.identity() }
      #expect(forged.lines().count { $0.contains("/keys") } == 1)
    }
  }

  @Test(
    "what is no answer, is huge, leads elsewhere or never comes is no sign-in",
    arguments: [
      "[]", #"{"id_token":7}"#, #"{"id_token":"a.b.c"}"#, #"{"id_token":"\#(String(repeating: "a", count: 300_000))"}"#,
    ])
  func badAnswers(body: String) async {
    let forge = forge
    await #expect(throws: AppError.self) {
      try await ForgedProvider.run(keys: { _ in forge.publicKey }, tokens: { _ in body }) { _ = try await $0.identity() }
    }
  }
}
