import Auth
import Crypto
import ForumKernel
import ForumWiring
import Foundation
import Synchronization

@testable import OIDC

/// A provider of a test's own, which signs whatever it is told to.
struct TokenForge: Sendable {
  let key = P256.Signing.PrivateKey()
  let kid = "k1"

  /// The public half, as its keys tell it.
  var publicKey: String {
    let point = key.publicKey.x963Representation.dropFirst()
    let (x, y) = (Data(point.prefix(32)).base64URL, Data(point.suffix(32)).base64URL)
    return #"{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"\#(kid)","x":"\#(x)","y":"\#(y)"}"#
  }

  /// A token over these texts, signed by `sign` or by the key.
  func token(header: String? = nil, _ claims: [String: any Sendable], sign: ((Data) throws -> Data)? = nil) throws -> String {
    let header = header ?? #"{"alg":"ES256","kid":"\#(kid)"}"#
    let payload = try JSONSerialization.data(withJSONObject: claims, options: [.sortedKeys])
    let text = "\(Data(header.utf8).base64URL).\(payload.base64URL)"
    let signature = try sign?(Data(text.utf8)) ?? key.signature(for: Data(text.utf8)).rawRepresentation
    return "\(text).\(signature.base64URL)"
  }

  /// What is right about a sign-in at second 1000, changed by what a test wants.
  func claims(_ issuer: String, _ changes: [String: (any Sendable)?] = [:]) -> [String: any Sendable] {
    var claims: [String: any Sendable] = [
      "iss": issuer, "sub": "s-1", "aud": "forum", "exp": 1300, "iat": 1000, "nonce": "the-nonce", "email": "ada@example.org",
      "email_verified": true, "preferred_username": "ada", "name": "Ada",
    ]
    for (name, value) in changes { claims[name] = value }
    return claims
  }
}

/// What the provider's pages are, for one test.
struct ForgedProvider: Sendable {
  let url: String
  let provider: OIDCProvider
  let lines: @Sendable () -> [String]

  static let request = ProviderRequest(
    redirectURI: "https://forum.example.org/back", state: "the-state", nonce: "the-nonce", verifier: "the-verifier")

  /// Runs `body` with a provider whose token endpoint answers with `tokens` for its own address, and whose documents are changed by `change`.
  static func run(
    keys: @escaping @Sendable (Int) -> String, discovery change: @escaping @Sendable (String, String) -> String = { $1 },
    tokens: @escaping @Sendable (String) throws -> String, secret: String? = "cl1ent", _ body: (ForgedProvider) async throws -> Void
  ) async throws {
    let place = Mutex("")
    let lines = Mutex<[String]>([])
    try await ScriptedServer.run(
      { line in
        let url = place.withLock { $0 }
        let count = lines.withLock { lines in
          lines.append(line)
          return lines.count { $0 == line }
        }
        if line.hasPrefix("GET /.well-known/openid-configuration") {
          let document =
            #"{"issuer":"\#(url)","authorization_endpoint":"\#(url)/authorize","token_endpoint":"\#(url)/token","jwks_uri":"\#(url)/keys"}"#
          return ScriptedServer.json("200 OK", change(url, document))
        }
        if line.hasPrefix("GET /keys") { return ScriptedServer.json("200 OK", #"{"keys":[\#(keys(count))]}"#) }
        if line.hasPrefix("POST /token") { return (try? tokens(url)).map { ScriptedServer.json("200 OK", $0) } }
        return nil
      }
    ) { server in
      place.withLock { $0 = server.url }
      let target = OIDCTarget(
        issuer: server.url, clientID: "forum", clientSecret: secret.map { FixedSecret($0) }, scopes: ["openid", "email"],
        requestTimeout: .milliseconds(1000))
      let provider = OIDCProvider(target, slug: "oidc", name: "x", redirectURIs: [request.redirectURI], linksByEmail: false)
      do {
        try await body(ForgedProvider(url: server.url, provider: provider, lines: { lines.withLock { $0 } }))
      } catch {
        await provider.close()
        throw error
      }
      await provider.close()
    }
  }

  func identity(issuer: String? = nil) async throws -> ProvenIdentity {
    try await provider.identity(
      ProviderAnswer(request: Self.request, code: "the-code", issuer: issuer, now: Timestamp(milliseconds: 1_000_000)))
  }
}
