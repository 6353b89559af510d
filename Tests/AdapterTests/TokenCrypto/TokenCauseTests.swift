import ForumKernel
import Foundation
import Testing

@testable import TokenCrypto

@Suite("What the log says of a refused token")
struct TokenCauseTests {
  private let bench = TokenBench()

  @Test("each kind of forgery has a code of its own in the log, and one in the answer")
  func causes() async throws {
    let id = bench.key.id
    func header(_ alg: String = "EdDSA", kid: String? = nil, typ: String = "at+jwt", more: String = "") -> String {
      #"{"alg":"\#(alg)","kid":"\#(kid ?? id)","typ":"\#(typ)"\#(more)}"#
    }
    let seconds = bench.now.milliseconds / 1000
    let attacks: [(String, String, String)] = [
      (header("none"), bench.payload(), "alg_none"), (header("HS256"), bench.payload(), "alg_hmac"),
      (header("ES256"), bench.payload(), "alg_unexpected"), (header(kid: "../../etc/passwd"), bench.payload(), "kid_unknown"),
      (header(typ: "rt+jwt"), bench.payload(), "typ_unexpected"),
      (header("EdDSA", more: #","crit":["exp"]"#), bench.payload(), "crit_unknown"),
      (header("EdDSA", more: #","jku":"https://x.org""#), bench.payload(), "key_in_header"),
      (header("EdDSA", more: #","x":1"#), bench.payload(), "header_unexpected"),
      (header("EdDSA", more: #","\u0061lg":"none""#), bench.payload(), "header_member_twice"), ("[]", bench.payload(), "header_malformed"),
      (bench.header, bench.payload(["iss": #""other""#]), "iss_wrong"), (bench.header, bench.payload(["aud": #""other""#]), "aud_wrong"),
      (bench.header, bench.payload(["iat": "\(seconds + 61)"]), "not_yet_valid"),
      (bench.header, bench.payload(["exp": "\(seconds + 90_000)"]), "lifetime_wrong"),
      (bench.header, bench.payload(["sub": #""x""#]), "subject_malformed"), (bench.header, "[]", "claims_malformed"),
      (bench.header, bench.payload(["exp": "\(seconds + 900),\"exp\":\(seconds + 900)"]), "claim_twice"),
      (bench.header, bench.payload(["exp": "\(seconds + 900),\"e\\u0078p\":\(seconds + 900)"]), "claim_twice"),
      (bench.header, bench.payload(["iat": "\(seconds - 900)", "nbf": "\(seconds - 900)", "exp": "\(seconds - 1)"]), "token_expired"),
    ]
    for (header, payload, cause) in attacks {
      let token = try bench.signed(header, payload)
      #expect(await bench.cause(token) == cause, "\(header) \(payload)")
      #expect(await bench.slug(token) == (cause == "token_expired" ? "token_expired" : "token_invalid"))
    }
    #expect(await bench.cause(try bench.signed(bench.header, bench.payload(), with: SigningKey())) == "signature_wrong")
    #expect(await bench.cause("a.b") == "token_malformed")
    #expect(await bench.cause(String(repeating: "a", count: 2000)) == "token_too_long")
  }

  @Test("twins are found however they are written, and nothing else is taken for them")
  func twins() {
    for json in [#"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"{ "a" : {"b":1} , "a" : [] }"#] {
      #expect(JSONMembers.hasTwins(Array(json.utf8)), "\(json)")
    }
    for json in [#"{}"#, #"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#, #"{"a:":":","\"":"a\":"}"#, "[]", "x", ""] {
      #expect(!JSONMembers.hasTwins(Array(json.utf8)), "\(json)")
    }
  }
}
