/// What a browser sends after its authenticator made a credential (WebAuthn, `RegistrationResponseJSON`).
public struct NewCredential: Sendable {
  public let id: [UInt8]
  public let clientData: [UInt8]
  public let attestation: [UInt8]
  public let transports: [String]

  public init(id: [UInt8], clientData: [UInt8], attestation: [UInt8], transports: [String]) {
    self.id = id
    self.clientData = clientData
    self.attestation = attestation
    self.transports = transports
  }
}

/// What a browser sends after its authenticator signed a challenge (WebAuthn, `AuthenticationResponseJSON`).
public struct PasskeyAnswer: Sendable {
  /// Of the credential.
  public let id: [UInt8]
  public let clientData: [UInt8]
  public let authenticatorData: [UInt8]
  public let signature: [UInt8]
  /// Whose passkey the authenticator holds it for; nil for those that keep no accounts.
  public let userHandle: [UInt8]?
  /// The host that the request was sent to, with its port.
  public let host: String

  public init(id: [UInt8], clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8], userHandle: [UInt8]?, host: String) {
    self.id = id
    self.clientData = clientData
    self.authenticatorData = authenticatorData
    self.signature = signature
    self.userHandle = userHandle
    self.host = host
  }
}
