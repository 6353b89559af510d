/// What an authenticator sends with a credential that it made (WebAuthn §6.5).
struct AttestationObject: Sendable {
  let format: String
  let statement: CBORValue
  /// What is signed, byte for byte.
  let authenticatorData: [UInt8]

  /// Throws `attestationMalformed` for anything but a map of just these three.
  init(_ bytes: [UInt8]) throws(PasskeyFault) {
    guard bytes.count <= AuthLimits.attestationBytesMax, let value = try? CBORReader.value(of: bytes), value.keys?.count == 3,
      let format = value["fmt"]?.text, let statement = value["attStmt"], statement.keys != nil, let data = value["authData"]?.bytes
    else { throw .attestationMalformed }
    self.format = format
    self.statement = statement
    authenticatorData = data
  }

  /// The signature of a statement that the new key itself has made; nil for statements of other forms, which say who made the authenticator. Those are
  /// not asked for, not looked at and not believed: the credential counts as one that nobody vouches for.
  func selfSignature(by key: PasskeyKey) throws(PasskeyFault) -> [UInt8]? {
    switch format {
    case "none":
      guard statement.keys?.isEmpty == true else { throw .attestationMalformed }
      return nil
    case "packed" where statement["x5c"] == nil:
      guard statement["alg"]?.integer == key.algorithm, let signature = statement["sig"]?.bytes else { throw .attestationWrong }
      return signature
    default: return nil
    }
  }
}
