import Foundation

/// What a browser says of where it was and what it was asked (WebAuthn §5.8.1).
struct ClientData: Sendable {
  enum Ceremony: String, Sendable {
    case create = "webauthn.create"
    case get = "webauthn.get"
  }

  private struct Members: Decodable {
    let type: String
    let challenge: String
    let origin: String
    let crossOrigin: Bool?
    let topOrigin: String?
  }

  /// As it came: base64url.
  let challenge: String

  /// Throws `clientDataMalformed`, `typeWrong`, `originWrong`, and `embedded` for a browser that showed the forum inside of another site.
  init(_ bytes: [UInt8], ceremony: Ceremony, at party: RelyingParty) throws(PasskeyFault) {
    guard bytes.count <= AuthLimits.clientDataBytesMax, String(validating: bytes, as: UTF8.self) != nil,
      let members = try? JSONDecoder().decode(Members.self, from: Data(bytes))
    else { throw .clientDataMalformed }
    guard members.type == ceremony.rawValue else { throw .typeWrong }
    guard party.origins.contains(members.origin) else { throw .originWrong }
    guard members.crossOrigin != true, members.topOrigin == nil else { throw .embedded }
    challenge = members.challenge
  }
}
