import Auth
import Crypto
import ForumKernel
import Foundation
import Testing

@testable import TokenCrypto

/// What the tests of tokens need: one issuer, one key, one moment.
struct TokenBench {
  let key = SigningKey()
  let now = Timestamp(milliseconds: 1_750_000_000_000)
  let claims: AccessClaims
  let issuer: any TokenIssuer

  init() {
    let ids = IDGenerator(clock: ManualClock())
    claims = AccessClaims(user: ids.next(), tenant: ids.next(), session: ids.next(), issuedAt: now, expiresAt: now.adding(seconds: 900))
    issuer = SigningKeys(key, refreshKey: [UInt8](repeating: 7, count: 32), cursorKey: []).issuer
  }

  var header: String { #"{"alg":"EdDSA","kid":"\#(key.id)","typ":"at+jwt"}"# }

  /// The claims of a good token as JSON, with some of them replaced by other JSON text; an empty text leaves the claim out.
  func payload(_ changes: [String: String] = [:]) -> String {
    let seconds = now.milliseconds / 1000
    var fields = [
      "iss": #""forum-lite""#, "aud": #""forum-lite/api""#, "sub": "\"\(claims.user)\"", "tid": "\"\(claims.tenant)\"",
      "sid": "\"\(claims.session)\"",
      "iat": "\(seconds)", "nbf": "\(seconds)", "exp": "\(seconds + 900)", "jti": #""x""#,
    ]
    fields.merge(changes) { $1 }
    return "{" + fields.filter { !$0.value.isEmpty }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  /// A token with this header and payload, signed with `key` or the server's own.
  func signed(_ header: String, _ payload: String, with key: SigningKey? = nil) throws -> String {
    let input = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
    return input + "." + Base64URL.encode(try (key ?? self.key).privateKey.signature(for: Data(input.utf8)))
  }

  /// The code in the log; nil for a token that is accepted.
  func cause(_ token: String, at time: Timestamp? = nil) async -> String? {
    do {
      _ = try await issuer.verify(token, now: time ?? now)
      return nil
    } catch {
      return (error as? AppError)?.cause ?? "\(error)"
    }
  }

  func slug(_ token: String, at time: Timestamp? = nil) async -> String? {
    do {
      _ = try await issuer.verify(token, now: time ?? now)
      return nil
    } catch {
      return (error as? AppError)?.slug ?? "\(error)"
    }
  }
}

@Suite("Access and refresh tokens")
struct AccessTokenTests {
  private let bench = TokenBench()

  @Test("a token says what it was made of until it expires")
  func roundTrip() async throws {
    let token = try await bench.issuer.accessToken(bench.claims, as: .jwt)
    #expect(try await bench.issuer.verify(token, now: bench.now) == bench.claims)
    #expect(try await bench.issuer.verify(token, now: bench.now.adding(seconds: 899)) == bench.claims)
    #expect(await bench.slug(token, at: bench.now.adding(seconds: 900)) == "token_expired")
    #expect(await bench.slug(token, at: bench.now.adding(seconds: -60)) == nil)
    #expect(await bench.slug(token, at: bench.now.adding(seconds: -61)) == "token_invalid")
  }

  @Test("the tests' own way of making a token makes good ones")
  func ownTokens() async throws {
    #expect(await bench.slug(try bench.signed(bench.header, bench.payload())) == nil)
  }

  @Test("the key set shows the public key alone")
  func keySet() throws {
    let keys = SigningKeys(bench.key, refreshKey: [], cursorKey: [])
    let json = try #require(try JSONSerialization.jsonObject(with: Data(keys.keySet(now: bench.now))) as? [String: [[String: String]]])
    let key = try #require(json["keys"]?.first)
    #expect(key["kid"] == bench.key.id && key["x"] == Base64URL.encode(bench.key.publicBytes) && key["kty"] == "OKP" && key["crv"] == "Ed25519")
    #expect(key["d"] == nil)
  }

  @Test("a refresh token is the same text each time and says its generation; any change voids it")
  func refreshTokens() throws {
    let claims = RefreshClaims(tenant: bench.claims.tenant, session: bench.claims.session, generation: 4_000_000_000)
    let token = bench.issuer.refreshToken(claims)
    #expect(bench.issuer.refreshToken(claims) == token)
    #expect(token.hasPrefix("flr1_"))
    #expect(try bench.issuer.verify(refreshToken: token) == claims)
    var forgeries = [
      "", "flr1_", token + "=", token + "A", String(token.dropLast()), token.replacingOccurrences(of: "flr1_", with: "flr2_"), token.uppercased(),
    ]
    for index in token.indices.dropFirst(5) {
      var changed = token
      changed.replaceSubrange(index...index, with: changed[index] == "A" ? "B" : "A")
      forgeries.append(changed)
    }
    forgeries.append(SigningKeys.inMemory().issuer.refreshToken(claims))
    for forgery in forgeries { #expect(throws: AppError.self, "\(forgery)") { try bench.issuer.verify(refreshToken: forgery) } }
  }

  @Test("tokens of one kind are not taken for the other, and have fingerprints of their own")
  func kinds() async throws {
    let refresh = bench.issuer.refreshToken(RefreshClaims(tenant: bench.claims.tenant, session: bench.claims.session, generation: 0))
    let access = try await bench.issuer.accessToken(bench.claims, as: .jwt)
    #expect(await bench.slug(refresh) == "token_invalid")
    #expect(throws: AppError.self) { try bench.issuer.verify(refreshToken: access) }
    #expect(bench.issuer.fingerprint(refresh) != bench.issuer.fingerprint(access))
    #expect(bench.issuer.fingerprint("abc") == RawID("ba7816bf-8f01-cfea-4141-40de5dae2223"))
  }
}
