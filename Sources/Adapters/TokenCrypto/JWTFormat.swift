import Crypto
import ForumKernel
import Foundation
import JWTKit

/// JWTs with EdDSA of one key, by JWTKit behind a check of its own: the header must be, byte for byte, the one that is written here. So there is no
/// other algorithm, key, type, critical extension or embedded key to choose from (RFC 8725).
struct JWTFormat: Sendable {
  static let type = "at+jwt"

  /// What every token of this key begins with.
  let encodedHeader: String
  private let keyID: String
  /// Adding a key to the collection has to wait for its actor.
  private let keys: Task<JWTKeyCollection, Never>

  init(_ key: SigningKey) {
    let id = key.id
    keyID = id
    encodedHeader = Base64URL.encode(#"{"alg":"EdDSA","kid":"\#(id)","typ":"\#(Self.type)"}"#.utf8)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let serializer = DefaultJWTSerializer(jsonEncoder: encoder)
    keys = Task {
      await JWTKeyCollection().add(eddsa: EdDSA.PrivateKey(backing: key.privateKey), kid: JWKIdentifier(string: id), serializer: serializer)
    }
  }

  func token(_ payload: AccessPayload) async throws -> String {
    try await keys.value.sign(payload, kid: JWKIdentifier(string: keyID), header: ["typ": .string(Self.type)])
  }

  /// What a token with our header says.
  func payload(of token: String, _ encodedPayload: [UInt8]) async throws(TokenFault) -> AccessPayload {
    let payload: AccessPayload
    do {
      payload = try await keys.value.verify(token, as: AccessPayload.self)
    } catch {
      throw (error as? JWTError)?.errorType == .signatureVerificationFailed ? .signatureWrong : .claimsMalformed
    }
    guard !JSONMembers.hasTwins(encodedPayload) else { throw .claimTwice }
    return payload
  }
}
