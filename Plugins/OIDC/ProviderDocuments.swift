import Foundation

/// What a provider tells of itself, as far as it is looked at (OpenID Connect Discovery 1.0).
struct ProviderMetadata: Decodable, Sendable {
  let issuer: String
  let authorizationEndpoint: String
  let tokenEndpoint: String
  let keysURI: String
  let userInfoEndpoint: String?
  let challengeMethods: [String]?
  let tokenAuthMethods: [String]?
  /// Whether its answers name it (RFC 9207).
  let namesItself: Bool?

  enum CodingKeys: String, CodingKey {
    case issuer
    case authorizationEndpoint = "authorization_endpoint"
    case tokenEndpoint = "token_endpoint"
    case keysURI = "jwks_uri"
    case userInfoEndpoint = "userinfo_endpoint"
    case challengeMethods = "code_challenge_methods_supported"
    case tokenAuthMethods = "token_endpoint_auth_methods_supported"
    case namesItself = "authorization_response_iss_parameter_supported"
  }

  /// Why this is not the document of that issuer; nil when it is.
  func complaint(of issuer: String) -> String? {
    guard self.issuer == issuer else { return "the document calls its issuer otherwise" }
    guard [authorizationEndpoint, tokenEndpoint, keysURI].allSatisfy(Self.isUsable) else { return "an endpoint is no encrypted address" }
    guard challengeMethods?.contains("S256") ?? true else { return "it has no PKCE with S256" }
    return nil
  }

  /// Endpoints may have a query.
  private static func isUsable(_ address: String) -> Bool { OIDCTarget.isUsable(String(address.prefix { $0 != "?" })) }
}

/// What the token endpoint answers.
struct TokenAnswer: Decodable, Sendable {
  let idToken: String
  let accessToken: String?

  enum CodingKeys: String, CodingKey {
    case idToken = "id_token"
    case accessToken = "access_token"
  }
}

/// What it answers when it refuses.
struct TokenRefusal: Decodable, Sendable {
  let error: String
}

/// One public key (RFC 7517).
struct ProviderKey: Decodable, Sendable {
  let kty: String
  let kid: String?
  let use: String?
  let alg: String?
  let n: String?
  let e: String?
  let crv: String?
  let x: String?
  let y: String?
}

/// The keys of a provider; what can't be read among them is left out.
struct ProviderKeys: Decodable, Sendable {
  private static let keysMax = 100
  let keys: [ProviderKey]

  private struct Lenient: Decodable {
    let key: ProviderKey?
    init(from decoder: any Decoder) throws { key = try? ProviderKey(from: decoder) }
  }

  enum CodingKeys: String, CodingKey { case keys }

  init(from decoder: any Decoder) throws {
    let all = try decoder.container(keyedBy: CodingKeys.self).decode([Lenient].self, forKey: .keys)
    keys = all.prefix(Self.keysMax).compactMap(\.key)
  }

  /// The key for a token with that header. Without an id there must be one alone that fits.
  func key(_ kid: String?, for algorithm: SignatureAlgorithm) -> ProviderKey? {
    let fitting = keys.filter { algorithm.fits($0) && (kid == nil || $0.kid == kid) }
    return fitting.count == 1 ? fitting[0] : nil
  }
}
