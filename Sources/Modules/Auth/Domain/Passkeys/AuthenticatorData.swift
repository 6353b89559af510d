/// What an authenticator says of itself and its user (WebAuthn §6.1), signed with every answer.
struct AuthenticatorData: Sendable {
  /// A credential that was made just now.
  struct Credential: Sendable {
    /// The model of the authenticator.
    let model: [UInt8]
    let id: [UInt8]
    let key: PasskeyKey
  }

  private static let headLength = 37
  private static let modelLength = 16

  /// The SHA-256 of the relying party's id.
  let relyingPartyHash: [UInt8]
  let isUserPresent: Bool
  let isUserVerified: Bool
  /// The passkey may be copied to other devices by who keeps it.
  let isBackupEligible: Bool
  let isBackedUp: Bool
  let signCount: Int64
  let credential: Credential?

  /// Throws `dataMalformed` for anything but the bytes that the flags announce; `backupWrong`; what `PasskeyKey` throws.
  init(_ bytes: [UInt8]) throws(PasskeyFault) {
    guard bytes.count >= Self.headLength, bytes.count <= AuthLimits.authenticatorDataBytesMax else { throw .dataMalformed }
    relyingPartyHash = Array(bytes[..<32])
    let flags = bytes[32]
    isUserPresent = flags & 0x01 != 0
    isUserVerified = flags & 0x04 != 0
    isBackupEligible = flags & 0x08 != 0
    isBackedUp = flags & 0x10 != 0
    signCount = bytes[33..<37].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    guard flags & 0x22 == 0 else { throw .dataMalformed }
    guard isBackupEligible || !isBackedUp else { throw .backupWrong }
    var rest = bytes[Self.headLength...]
    credential = flags & 0x40 == 0 ? nil : try Self.credential(&rest)
    if flags & 0x80 != 0 {
      var reader = CBORReader(rest)
      guard let extensions = try? reader.next(), extensions.keys != nil else { throw .dataMalformed }
      rest = rest.dropFirst(reader.position)
    }
    guard rest.isEmpty else { throw .dataMalformed }
  }

  private static func credential(_ rest: inout ArraySlice<UInt8>) throws(PasskeyFault) -> Credential {
    guard rest.count >= modelLength + 2 else { throw .dataMalformed }
    let model = Array(rest.prefix(modelLength))
    rest = rest.dropFirst(modelLength)
    let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(2)
    guard length <= AuthLimits.credentialIDBytesMax else { throw .credentialWrong }
    guard rest.count >= length, length > 0 else { throw .dataMalformed }
    let id = Array(rest.prefix(length))
    rest = rest.dropFirst(length)
    var reader = CBORReader(rest)
    guard let value = try? reader.next() else { throw .keyMalformed }
    rest = rest.dropFirst(reader.position)
    return Credential(model: model, id: id, key: try PasskeyKey(value))
  }
}
