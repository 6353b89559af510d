import Foundation
import JWTKit

/// What a provider signs about somebody. Nothing of it counts before `verified` has looked at all of it.
struct IDToken: JWTPayload {
  /// How far the clocks of two machines may be apart.
  private static let leewaySeconds: Double = 60
  private static let bytesMax = 32 << 10

  private struct Header: Decodable {
    let alg: String
    let kid: String?
    let typ: String?
    let crit: [String]?
  }

  /// One name, or several.
  private enum Audience: Codable {
    case names([String])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      self = .names(try (try? value.decode(String.self)).map { [$0] } ?? value.decode([String].self))
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      try value.encode(all)
    }

    var all: [String] {
      switch self {
      case .names(let names): names
      }
    }
  }

  let iss: String
  let sub: String
  private let aud: Audience
  private let azp: String?
  private let exp: Double
  private let iat: Double
  private let nonce: String?
  private let atHash: String?

  enum CodingKeys: String, CodingKey {
    case iss, sub, aud, azp, exp, iat, nonce
    case atHash = "at_hash"
  }

  /// The claims are compared by `verified`, which knows with what.
  func verify(using algorithm: some JWTAlgorithm) async throws {}

  /// The algorithm and the key's id that a token names. Throws what makes it none to look at further.
  static func head(of token: String) throws(OIDCError) -> (SignatureAlgorithm, kid: String?) {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard token.utf8.count <= bytesMax, parts.count == 3, let bytes = Data(base64URL: parts[0]),
      let header = try? JSONDecoder().decode(Header.self, from: bytes)
    else { throw .refused("id_token_malformed") }
    guard let algorithm = SignatureAlgorithm(rawValue: header.alg) else { throw .refused("id_token_algorithm") }
    guard header.crit == nil, header.typ.map({ $0.uppercased() == "JWT" }) ?? true else { throw .refused("id_token_type") }
    return (algorithm, header.kid)
  }

  /// The claims of a token that this key signed, for this client, about this sign-in, now (OpenID Connect Core 1.0, 3.1.3.7).
  static func verified(
    _ answer: TokenAnswer, _ algorithm: SignatureAlgorithm, _ key: ProviderKey, issuer: String, clientID: String, nonce: String, seconds now: Double
  ) async throws(OIDCError) -> IDToken {
    guard let keys = await algorithm.collection(key) else { throw .refused("provider_key_unusable") }
    let token: IDToken
    do {
      token = try await keys.verify(answer.idToken, as: IDToken.self)
    } catch {
      throw .refused((error as? JWTError)?.errorType == .signatureVerificationFailed ? "id_token_signature" : "id_token_claims")
    }
    guard token.iss == issuer else { throw .refused("id_token_issuer") }
    guard token.aud.all.contains(clientID), token.aud.all.count == 1 || token.azp == clientID, token.azp ?? clientID == clientID else {
      throw .refused("id_token_audience")
    }
    guard token.exp > now - leewaySeconds else { throw .refused("id_token_expired") }
    guard token.iat <= now + leewaySeconds else { throw .refused("id_token_of_the_future") }
    guard token.nonce == nonce else { throw .refused("id_token_nonce") }
    if let hash = token.atHash {
      guard let access = answer.accessToken, algorithm.half(of: access) == hash else { throw .refused("id_token_access_token") }
    }
    guard (1...255).contains(token.sub.utf8.count) else { throw .refused("id_token_subject") }
    return token
  }
}

/// What a provider tells of somebody, in the token or when asked.
struct ProfileClaims: Decodable, Sendable {
  let sub: String
  let preferredUsername: String?
  let name: String?
  let email: String?
  let isEmailVerified: Bool

  enum CodingKeys: String, CodingKey {
    case sub, name, email
    case preferredUsername = "preferred_username"
    case isEmailVerified = "email_verified"
  }

  /// Whatever has another type than it should is left out.
  init(from decoder: any Decoder) throws {
    let claims = try decoder.container(keyedBy: CodingKeys.self)
    sub = try claims.decode(String.self, forKey: .sub)
    preferredUsername = try? claims.decodeIfPresent(String.self, forKey: .preferredUsername)
    name = try? claims.decodeIfPresent(String.self, forKey: .name)
    email = try? claims.decodeIfPresent(String.self, forKey: .email)
    // Some say it as a text.
    let flag = try? claims.decode(Bool.self, forKey: .isEmailVerified)
    isEmailVerified = flag ?? ((try? claims.decode(String.self, forKey: .isEmailVerified)) == "true")
  }

  /// The address comes from one place with what is known of it.
  func completed(by other: ProfileClaims) -> ProfileClaims {
    ProfileClaims(
      sub: sub, preferredUsername: preferredUsername ?? other.preferredUsername, name: name ?? other.name, email: email ?? other.email,
      isEmailVerified: email == nil ? other.isEmailVerified : isEmailVerified)
  }

  private init(sub: String, preferredUsername: String?, name: String?, email: String?, isEmailVerified: Bool) {
    self.sub = sub
    self.preferredUsername = preferredUsername
    self.name = name
    self.email = email
    self.isEmailVerified = isEmailVerified
  }

  init?(idToken: String) {
    let parts = idToken.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = Data(base64URL: parts[1]), let claims = try? JSONDecoder().decode(Self.self, from: bytes) else { return nil }
    self = claims
  }
}
