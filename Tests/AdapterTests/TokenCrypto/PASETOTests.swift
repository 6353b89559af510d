import Auth
import Crypto
import ForumKernel
import Foundation
import Testing

@testable import TokenCrypto

@Suite("PASETO v4.public and PASERK")
struct PASETOTests {
  private let bench = TokenBench()

  private func refuse(_ token: String, as cause: String, _ sourceLocation: SourceLocation = #_sourceLocation) async {
    #expect(await bench.cause(token) == cause, "\(token)", sourceLocation: sourceLocation)
  }

  /// A PASETO of the server's own key, or another one, over these claims.
  private func signed(
    _ changes: [String: String] = [:], footer: String? = nil, assertion: String = "", with key: SigningKey? = nil
  ) throws -> String {
    let seconds = bench.now
    let claims = bench.payload(
      ["iat": "\"\(seconds)\"", "nbf": "\"\(seconds)\"", "exp": "\"\(seconds.adding(seconds: 900))\""].merging(changes) { $1 })
    return try PASETO.sign(
      Array(claims.utf8), with: (key ?? bench.key).privateKey, footer: Array((footer ?? #"{"kid":"\#(bench.key.id)"}"#).utf8),
      assertion: Array(assertion.utf8))
  }

  @Test("the official cases of v4.public are signed and read as they should be, and those that must fail do")
  func officialCases() throws {
    let cases: [OfficialVectors.PASETOCase] = try OfficialVectors.read("paseto-v4-public")
    #expect(cases.count == 8)
    for example in cases {
      let (footer, assertion) = (Array(example.footer.utf8), Array(example.assertion.utf8))
      guard !example.fails else {
        guard let parts = PASETO.parts(of: example.token), !example.publicKey.isEmpty else { continue }
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: OfficialVectors.bytes(example.publicKey))
        #expect(PASETO.message(parts.signed, footer: footer, assertion: assertion, signedBy: key) == nil, "\(example.name)")
        continue
      }
      let key = try Curve25519.Signing.PrivateKey(rawRepresentation: OfficialVectors.bytes(example.seed))
      #expect(try PASETO.sign(Array(example.payload.utf8), with: key, footer: footer, assertion: assertion) == example.token, "\(example.name)")
      let parts = try #require(PASETO.parts(of: example.token))
      #expect(parts.footer == footer)
      let message = PASETO.message(parts.signed, footer: footer, assertion: assertion, signedBy: key.publicKey)
      #expect(message == Array(example.payload.utf8), "\(example.name)")
      #expect(PASETO.message(parts.signed, footer: footer + [0], assertion: assertion, signedBy: key.publicKey) == nil)
      #expect(PASETO.message(parts.signed, footer: footer, assertion: assertion + [0], signedBy: key.publicKey) == nil)
    }
  }

  @Test("the official cases of k4.secret, k4.public and k4.pid are written as they should be, and other kinds of keys are refused")
  func officialKeys() throws {
    let cases: [OfficialVectors.PASERKCase] = try OfficialVectors.read("paserk-k4")
    #expect(cases.count >= 12)
    for example in cases where !example.fails {
      let bytes = OfficialVectors.bytes(example.key)
      switch example.kind {
      case "k4.secret":
        let key = try #require(SigningKey(paserk: example.paserk), "\(example.name)")
        #expect(key.paserk == example.paserk && Array(key.privateKey.rawRepresentation) + key.publicBytes == bytes, "\(example.name)")
      case "k4.public": #expect(SigningKey.publicPaserk(bytes) == example.paserk && SigningKey(paserk: example.paserk) == nil, "\(example.name)")
      default: #expect(SigningKey.id(ofPublic: bytes) == example.paserk && SigningKey(paserk: example.paserk) == nil, "\(example.name)")
      }
    }
  }

  @Test("Ed25519 signatures are judged as Wycheproof's 151 cases say")
  func officialSignatures() throws {
    let cases: [OfficialVectors.SignatureCase] = try OfficialVectors.read("wycheproof-ed25519")
    #expect(cases.count == 151)
    for example in cases {
      let key = try Curve25519.Signing.PublicKey(rawRepresentation: OfficialVectors.bytes(example.key))
      let signature = Data(OfficialVectors.bytes(example.signature))
      let isValid = signature.count == 64 && key.isValidSignature(signature, for: Data(OfficialVectors.bytes(example.message)))
      #expect(isValid == example.isValid, "case \(example.id)")
    }
  }

  @Test("none of Wycheproof's signed tokens of other keys and algorithms is an access token")
  func officialTokens() async throws {
    let tokens: [String] = try OfficialVectors.read("wycheproof-jws")
    #expect(tokens.count > 70)
    for token in tokens { #expect(await bench.slug(token) == "token_invalid", "\(token)") }
  }

  @Test("a PASETO of the signing key says the same as the JWT, until it expires")
  func roundTrip() async throws {
    let token = try await bench.issuer.accessToken(bench.claims, as: .paseto)
    #expect(token.hasPrefix("v4.public."))
    #expect(try await bench.issuer.verify(token, now: bench.now) == bench.claims)
    #expect(await bench.cause(token, at: bench.now.adding(seconds: 900)) == "token_expired")
    #expect(await bench.cause(try signed()) == nil)
  }

  @Test("another version, purpose, key, footer or assertion is refused, each with its own code in the log")
  func forgeries() async throws {
    let good = try await bench.issuer.accessToken(bench.claims, as: .paseto)
    for other in ["v4.local.", "v3.public.", "v2.public.", "v1.public.", "v5.public."] {
      await refuse(good.replacingOccurrences(of: "v4.public.", with: other), as: "paseto_version")
    }
    await refuse(try signed(with: SigningKey()), as: "signature_wrong")
    await refuse(try signed(footer: #"{"kid":"\#(SigningKey().id)"}"#), as: "kid_unknown")
    await refuse(try signed(footer: ""), as: "kid_unknown")
    await refuse(try signed(footer: #"{"kid":"\#(bench.key.id)","kid":"x"}"#), as: "kid_unknown")
    await refuse(try signed(assertion: "tenant"), as: "signature_wrong")
    let parts = good.split(separator: ".").map(String.init)
    let other = try signed(footer: "other").split(separator: ".").map(String.init)
    await refuse("v4.public.\(other[2]).\(parts[3])", as: "signature_wrong")
    await refuse("v4.public.\(parts[2])", as: "kid_unknown")
    await refuse("v4.public.\(parts[2]).", as: "token_malformed")
    await refuse(good + ".x", as: "token_malformed")
    await refuse(good + "=", as: "token_malformed")
    await refuse("v4.public.", as: "token_malformed")
    await refuse("v4.public.AAAA.\(parts[3])", as: "token_malformed")
  }

  @Test("claims of a PASETO are judged as those of a JWT")
  func claims() async throws {
    let later = bench.now.adding(seconds: 61)
    for (changes, cause) in [
      (["iss": #""other""#], "iss_wrong"), (["aud": #""other""#], "aud_wrong"), (["aud": #"["forum-lite/api"]"#], "claims_malformed"),
      (["exp": "1750000900"], "claims_malformed"), (["exp": ""], "claims_malformed"), (["iat": "\"\(later)\""], "not_yet_valid"),
      (["nbf": "\"\(later)\""], "not_yet_valid"), (["exp": "\"\(bench.now.adding(seconds: 86_401))\""], "lifetime_wrong"),
      (["sub": #""x""#], "subject_malformed"), (["iss": #""forum-lite","iss":"forum-lite""#], "claim_twice"),
    ] {
      await refuse(try signed(changes), as: cause)
    }
  }
}
