import Auth
import Crypto
import ForumKernel
import Foundation
import Testing

@testable import TokenCrypto

@Suite("Forged access tokens")
struct TokenForgeryTests {
  private let bench = TokenBench()

  private func refuse(_ token: String, _ sourceLocation: SourceLocation = #_sourceLocation) async {
    #expect(await bench.slug(token) == "token_invalid", "\(token)", sourceLocation: sourceLocation)
  }

  @Test("a header that is not exactly ours is refused, even under a good signature")
  func headers() async throws {
    let id = bench.key.id
    func header(_ alg: String, _ kid: String, _ typ: String, _ more: String = "") -> String {
      #"{"alg":\#(alg),"kid":\#(kid),"typ":\#(typ)\#(more)}"#
    }
    let (alg, kid, typ) = (#""EdDSA""#, "\"\(id)\"", #""at+jwt""#)
    var headers: [String] = []
    for other in ["none", "None", "NONE", "HS256", "ES256", "RS256", "PS256", "eddsa", "Ed25519", "EdDSA ", ""] {
      headers.append(header("\"\(other)\"", kid, typ))
    }
    for other in ["null", "1", #"["EdDSA"]"#, "{}", "true"] { headers.append(header(other, kid, typ)) }
    for other in ["JWT", "jwt", "AT+JWT", "application/at+jwt", "rt+jwt", "mfa+jwt", "vapid", ""] { headers.append(header(alg, kid, "\"\(other)\"")) }
    for other in [
      "", "x", "../../etc/passwd", "' OR 1=1 --", "https://x.org/key", String(repeating: "k", count: 10_000), id.uppercased(), SigningKey().id,
    ] {
      headers.append(header(alg, "\"\(other)\"", typ))
    }
    for other in ["null", "1", "[\(kid)]"] { headers.append(header(alg, other, typ)) }
    let publicKey = Base64URL.encode(bench.key.publicBytes)
    for more in [
      #","jku":"https://x.org/jwks.json""#, #","jwk":{"kty":"OKP","crv":"Ed25519","x":"\#(publicKey)"}"#, #","x5u":"https://x.org/c""#,
      #","x5c":["MII="]"#, #","x5t":"x""#,
      #","crit":["b64"],"b64":false"#, #","crit":["exp"]"#, #","crit":[]"#, #","b64":false"#, #","cty":"JWT""#, #","zip":"DEF""#, #","alg":"EdDSA""#,
      #","alg":"none""#, #","kid":"x""#,
      #","typ":"at+jwt""#, #","x":1"#, " ",
    ] {
      headers.append(header(alg, kid, typ, more))
    }
    headers += [
      "", "{}", "[]", "null", "x", "{\"alg\":\(alg),\"typ\":\(typ)}", "{\"kid\":\(kid),\"alg\":\(alg),\"typ\":\(typ)}", "\u{feff}" + bench.header,
      bench.header + "\n", " " + bench.header,
    ]
    for header in headers {
      await refuse(try bench.signed(header, bench.payload()))
      await refuse(try bench.signed(header, bench.payload(), with: SigningKey()))
    }
  }

  @Test("an HMAC with the public key as its secret, no signature, and another key's signature are refused")
  func signatures() async throws {
    let good = try await bench.issuer.accessToken(bench.claims, as: .jwt)
    let parts = good.split(separator: ".").map(String.init)
    let input = parts[0] + "." + parts[1]
    let hmac = HMAC<SHA256>.authenticationCode(for: Data(input.utf8), using: SymmetricKey(data: bench.key.publicBytes))
    await refuse(input + "." + Base64URL.encode(hmac))
    await refuse(input + ".")
    await refuse(input)
    await refuse(input + "." + Base64URL.encode([UInt8](repeating: 0, count: 64)))
    await refuse(try bench.signed(bench.header, bench.payload(), with: SigningKey()))
    await refuse(parts[0] + "." + Base64URL.encode(bench.payload(["sid": "\"\(bench.claims.user)\""]).utf8) + "." + parts[2])
    let signature = try #require(Base64URL.decode(parts[2]))
    for bit in 0..<(64 * 8) {
      var changed = signature
      changed[bit / 8] ^= 1 << (bit % 8)
      await refuse(input + "." + Base64URL.encode(changed))
    }
    await refuse(input + "." + Base64URL.encode(signature.dropLast()))
    await refuse(input + "." + Base64URL.encode(signature + [0]))
    await refuse(input + "." + Base64URL.encode(signature.prefix(32) + Self.addingGroupOrder(signature.suffix(32))))
  }

  /// S + L is another number for the same point, which RFC 8032 tells verifiers to refuse.
  private static func addingGroupOrder(_ scalar: some Sequence<UInt8>) -> [UInt8] {
    let order: [UInt8] =
      [0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14] + [UInt8](repeating: 0, count: 15) + [0x10]
    var carry = 0
    return zip(scalar, order).map { a, b in
      let sum = Int(a) + Int(b) + carry
      carry = sum >> 8
      return UInt8(sum & 0xff)
    }
  }

  @Test("other encodings of a good token are refused")
  func encodings() async throws {
    let good = try await bench.issuer.accessToken(bench.claims, as: .jwt)
    let parts = good.split(separator: ".").map(String.init)
    #expect(await bench.slug(good) == nil)
    for other in [
      "", ".", "..", "...", good + ".", "." + good, good + ".x", good + "=", good + "==", good + " ", " " + good, good + "\n",
      "Bearer " + good, parts.joined(separator: ".."),
      parts.reversed().joined(separator: "."), parts[0] + "=." + parts[1] + "." + parts[2], parts[0] + "." + parts[1] + "==." + parts[2],
      parts[0] + "." + parts[1] + "\n." + parts[2],
      good.replacingOccurrences(of: ".", with: "%2e"), "\u{feff}" + good, good + "\u{0}", String(good.dropLast()), good + good,
      String(repeating: "a", count: 100_000),
      String(repeating: ".", count: 10_000), parts[0] + "." + String(repeating: "A", count: 1_000_000) + "." + parts[2],
    ] {
      await refuse(other)
    }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    let last = try #require(good.last.flatMap { alphabet.firstIndex(of: $0) })
    for bits in 1..<16 { await refuse(String(good.dropLast()) + String(alphabet[last ^ bits])) }
  }

  @Test("claims that we don't make are refused, even under a good signature")
  func claims() async throws {
    let now = bench.now.milliseconds / 1000
    let times = [
      ["exp": ""], ["exp": "null"], ["exp": "\"\(now + 900)\""], ["exp": "\(now + 900).5"], ["exp": "-1"], ["exp": "99999999999999999999"],
      ["exp": "9223372036854775807"],
      ["exp": "\(now)"], ["exp": "\(now + 86_401)"], ["exp": "true"], ["exp": "[\(now + 900)]"], ["iat": ""],
      [
        "iat": "\(now + 61)",
        "exp": "\(now + 900)",
      ], ["iat": "-1"],
      ["iat": "\"\(now)\""], ["iat": "-9223372036854775808"], ["nbf": ""], ["nbf": "\(now + 61)"], ["nbf": "-5"], ["nbf": "{}"],
    ]
    let identities = [
      ["iss": #""other""#], ["iss": ""], ["iss": "null"], ["aud": #""other""#], ["aud": ""], ["aud": #"["forum-lite/api"]"#],
      ["aud": #"["forum-lite/api","x"]"#], ["sub": ""],
      ["sub": #""""#], ["sub": #""x""#], ["sub": "1"], ["sub": #""00000000-0000-0000-0000-000000000000""#], ["tid": ""], ["tid": #""main""#],
      ["sid": ""], ["sid": #""' OR 1=1""#], ["jti": ""], ["jti": "1"],
    ]
    for changes in times + identities { await refuse(try bench.signed(bench.header, bench.payload(changes))) }
    for payload in ["", "{}", "[]", "null", "1", "{", "x", bench.payload() + "x", "\u{0}", String(repeating: "[", count: 600)] {
      await refuse(try bench.signed(bench.header, payload))
    }
  }
}
