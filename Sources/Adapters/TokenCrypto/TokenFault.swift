import Foundation

/// Why an access token was refused: the code in the log. Clients are told `token_invalid` for all but the last.
enum TokenFault: String, Error, CaseIterable {
  case tooLong = "token_too_long"
  case malformed = "token_malformed"
  case algorithmNone = "alg_none"
  case algorithmMAC = "alg_hmac"
  case algorithmOther = "alg_unexpected"
  case typeOther = "typ_unexpected"
  case criticalUnknown = "crit_unknown"
  case keyEmbedded = "key_in_header"
  case keyUnknown = "kid_unknown"
  case keyNotInUse = "kid_not_in_use"
  case headerMalformed = "header_malformed"
  case headerTwice = "header_member_twice"
  case headerOther = "header_unexpected"
  case pasetoOther = "paseto_version"
  case signatureWrong = "signature_wrong"
  case claimsMalformed = "claims_malformed"
  case claimTwice = "claim_twice"
  case issuerWrong = "iss_wrong"
  case audienceWrong = "aud_wrong"
  case notYetValid = "not_yet_valid"
  case lifetimeWrong = "lifetime_wrong"
  case subjectMalformed = "subject_malformed"
  case expired = "token_expired"

  /// What is wrong with a JWT's header that is not, byte for byte, that of a key in use.
  static func ofHeader(_ bytes: [UInt8], keyIDs: Set<String>) -> TokenFault {
    guard let header = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else { return .headerMalformed }
    if JSONMembers.hasTwins(bytes) { return .headerTwice }
    let algorithm = header["alg"] as? String ?? ""
    if algorithm.lowercased() == "none" { return .algorithmNone }
    if algorithm.hasPrefix("HS") { return .algorithmMAC }
    if algorithm != "EdDSA" { return .algorithmOther }
    if header["crit"] != nil { return .criticalUnknown }
    if header.keys.contains(where: { ["jwk", "jku"].contains($0) || $0.hasPrefix("x5") }) { return .keyEmbedded }
    if header["typ"] as? String != JWTFormat.type { return .typeOther }
    guard let id = header["kid"] as? String, keyIDs.contains(id) else { return .keyUnknown }
    return header.count == 3 ? .keyNotInUse : .headerOther
  }
}
