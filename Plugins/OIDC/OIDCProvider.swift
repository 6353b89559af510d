public import Auth
import Crypto
import ForumKernel
import ForumWiring
import Foundation

/// A provider of OpenID Connect: authorization code with PKCE, configured by discovery.
public actor OIDCProvider: IdentityProvider {
  private static let metadataKept = Duration.seconds(3600)
  /// So often at most a token with an unknown key makes the keys be read again.
  private static let keysPause = Duration.seconds(10)

  public nonisolated let slug: String
  public nonisolated let name: String
  public nonisolated let redirectURIs: [String]
  public nonisolated let linksByEmail: Bool
  private let target: OIDCTarget
  private let client: OIDCClient
  private var metadata: (ProviderMetadata, readAt: ContinuousClock.Instant)?
  private var keys: (ProviderKeys, readAt: ContinuousClock.Instant)?

  /// Asks for nothing before somebody signs in.
  public init(_ target: OIDCTarget, slug: String, name: String, redirectURIs: [String], linksByEmail: Bool) {
    self.target = target
    self.slug = slug
    self.name = name
    self.redirectURIs = redirectURIs
    self.linksByEmail = linksByEmail
    client = OIDCClient(timeout: target.requestTimeout)
  }

  public func close() async { await client.close() }

  public func address(_ request: ProviderRequest) async throws -> String {
    do {
      let endpoint = try await document().authorizationEndpoint
      let challenge = Data(SHA256.hash(data: Array(request.verifier.utf8))).base64URL
      let query = FormText.encode([
        ("response_type", "code"), ("client_id", target.clientID), ("redirect_uri", request.redirectURI),
        ("scope", target.scopes.joined(separator: " ")), ("state", request.state), ("nonce", request.nonce), ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
      ])
      return endpoint + (endpoint.contains("?") ? "&" : "?") + query
    } catch {
      throw AppError(error)
    }
  }

  public func identity(_ answer: ProviderAnswer) async throws -> ProvenIdentity {
    do {
      let document = try await document()
      // Another provider's answer must not be taken to this one (RFC 9207).
      let isItsOwn = answer.issuer.map { $0 == document.issuer } ?? !(document.namesItself ?? false)
      guard isItsOwn else { throw OIDCError.refused("answer_of_another_issuer") }
      let tokens = try await exchange(answer, document)
      let (algorithm, kid) = try IDToken.head(of: tokens.idToken)
      let key = try await key(kid, algorithm, document)
      let token = try await IDToken.verified(
        tokens, algorithm, key, issuer: document.issuer, clientID: target.clientID, nonce: answer.request.nonce,
        seconds: Double(answer.now.milliseconds) / 1000)
      return try await identity(token, tokens, document)
    } catch let error as OIDCError {
      throw AppError(error)
    }
  }

  private func exchange(_ answer: ProviderAnswer, _ document: ProviderMetadata) async throws(OIDCError) -> TokenAnswer {
    var form = [
      ("grant_type", "authorization_code"), ("code", answer.code), ("redirect_uri", answer.request.redirectURI),
      ("code_verifier", answer.request.verifier), ("client_id", target.clientID),
    ]
    var basic: (String, String)?
    if let source = target.clientSecret {
      let secret: String
      do { secret = try await source.secret() } catch { throw .unavailable("client_secret_unreadable") }
      let methods = document.tokenAuthMethods ?? ["client_secret_basic"]
      if methods.contains("client_secret_basic") || !methods.contains("client_secret_post") {
        basic = (target.clientID, secret)
      } else {
        form.append(("client_secret", secret))
      }
    }
    return try await client.post(document.tokenEndpoint, form, basic: basic, as: TokenAnswer.self)
  }

  /// What the token lacks is asked for.
  private func identity(_ token: IDToken, _ tokens: TokenAnswer, _ document: ProviderMetadata) async throws(OIDCError) -> ProvenIdentity {
    guard var claims = ProfileClaims(idToken: tokens.idToken) else { throw .refused("id_token_claims") }
    if claims.email == nil || claims.preferredUsername == nil, let endpoint = document.userInfoEndpoint,
      OIDCTarget.isUsable(String(endpoint.prefix { $0 != "?" })), let access = tokens.accessToken, Self.isHeaderText(access)
    {
      let more = try await client.get(endpoint, bearer: access, as: ProfileClaims.self)
      guard more.sub == token.sub else { throw .refused("user_info_subject") }
      claims = claims.completed(by: more)
    }
    return ProvenIdentity(
      issuer: token.iss, subject: token.sub, preferredName: claims.preferredUsername, displayName: claims.name, email: claims.email,
      isEmailProven: claims.email != nil && claims.isEmailVerified)
  }

  private func document() async throws(OIDCError) -> ProviderMetadata {
    if let metadata, metadata.readAt + Self.metadataKept > .now { return metadata.0 }
    let base = target.issuer.hasSuffix("/") ? String(target.issuer.dropLast()) : target.issuer
    let found: ProviderMetadata
    do throws(OIDCError) {
      found = try await client.get(base + "/.well-known/openid-configuration", as: ProviderMetadata.self)
    } catch {
      // What it told before is most likely still so.
      if let metadata { return metadata.0 }
      throw error
    }
    if let complaint = found.complaint(of: target.issuer) { throw .unavailable("discovery: \(complaint)") }
    metadata = (found, .now)
    return found
  }

  private func key(_ kid: String?, _ algorithm: SignatureAlgorithm, _ document: ProviderMetadata) async throws(OIDCError) -> ProviderKey {
    if let keys, keys.readAt + Self.metadataKept > .now, let key = keys.0.key(kid, for: algorithm) { return key }
    if let keys, keys.readAt + Self.keysPause > .now {
      guard let key = keys.0.key(kid, for: algorithm) else { throw .refused("id_token_key_unknown") }
      return key
    }
    let found = try await client.get(document.keysURI, as: ProviderKeys.self)
    keys = (found, .now)
    guard let key = found.key(kid, for: algorithm) else { throw .refused("id_token_key_unknown") }
    return key
  }

  private static func isHeaderText(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7e).contains($0) } }
}
