public import ForumKernel

/// The relying party of a tenant, for a request to this host (with its port).
public typealias RelyingPartyLookup = @Sendable (_ tenant: TenantID, _ host: String) -> RelyingParty

/// An answer of a passkey after its form, its place and its signature were looked at. What it is worth is decided in the transaction that uses it.
struct JudgedAnswer: Sendable {
  /// What was right so far.
  struct Facts: Sendable {
    let passkey: PasskeyID
    let key: PasskeyKey
    let challenge: PasskeyChallenge
    let isUserVerified: Bool
    let isBackupEligible: Bool
    let isBackedUp: Bool
    let signCount: Int64
  }

  /// The owner of the passkey; nil when there is no such passkey, or it is not that of who was asked.
  let user: UserID?
  let result: Result<Facts, PasskeyFault>
}

/// Looks at what authenticators send, step by step as WebAuthn §7.1 and §7.2 have it.
struct JudgePasskey: Sendable {
  let store: any AuthStore
  let secrets: any SecretKeeper
  let signatures: any PasskeySignatures
  let parties: RelyingPartyLookup
  let clock: any WallClock

  func challenge(_ purpose: PasskeyChallenge.Purpose, of user: UserID?, _ tenant: TenantID) -> PasskeyChallenge {
    .new(purpose, of: user, random: secrets.random(16), now: clock.now) { secrets.digest($0, for: tenant.raw) }
  }

  /// A new credential of the user: §7.1, from step 5 on.
  func registration(
    _ made: NewCredential, of user: UserID, at party: RelyingParty, _ tenant: TenantID
  ) throws(PasskeyFault) -> (AuthenticatorData, AuthenticatorData.Credential, PasskeyChallenge) {
    let client = try ClientData(made.clientData, ceremony: .create, at: party)
    let challenge = try returned(client.challenge, .register, user, tenant)
    let object = try AttestationObject(made.attestation)
    let data = try data(object.authenticatorData, at: party)
    guard let credential = data.credential else { throw .dataMalformed }
    guard credential.id == made.id else { throw .credentialWrong }
    guard signatures.isUsable(credential.key) else { throw .keyMalformed }
    if let signature = try object.selfSignature(by: credential.key) {
      let message = object.authenticatorData + signatures.sha256(made.clientData)
      guard signatures.isValid(signature, of: message, by: credential.key) else { throw .attestationWrong }
    }
    return (data, credential, challenge)
  }

  /// An answer to a challenge of this purpose: §7.2, from step 5 on. `user`: who was asked; nil when anybody may answer, who then has to say whose
  /// passkey it is.
  func answer(_ answer: PasskeyAnswer, to purpose: PasskeyChallenge.Purpose, of user: UserID?, _ tenant: TenantID) async throws -> JudgedAnswer {
    guard let passkey = try await store.passkey(credentialID: Base64URL.encode(answer.id), tenant), user == nil || passkey.userID == user else {
      return JudgedAnswer(user: nil, result: .failure(.credentialUnknown))
    }
    do throws(PasskeyFault) {
      return JudgedAnswer(user: passkey.userID, result: .success(try facts(answer, of: passkey, purpose, user, tenant)))
    } catch {
      return JudgedAnswer(user: passkey.userID, result: .failure(error))
    }
  }

  private func facts(
    _ answer: PasskeyAnswer, of passkey: Passkey, _ purpose: PasskeyChallenge.Purpose, _ user: UserID?, _ tenant: TenantID
  ) throws(PasskeyFault) -> JudgedAnswer.Facts {
    let owner = passkey.userID.raw.bytes
    guard answer.userHandle == owner || (answer.userHandle == nil && user != nil) else { throw .ownerWrong }
    let party = parties(tenant, answer.host)
    let client = try ClientData(answer.clientData, ceremony: .get, at: party)
    let challenge = try returned(client.challenge, purpose, user, tenant)
    guard passkey.relyingParty == party.id else { throw .relyingPartyWrong }
    let data = try data(answer.authenticatorData, at: party)
    guard signatures.isValid(answer.signature, of: answer.authenticatorData + signatures.sha256(answer.clientData), by: passkey.key) else {
      throw .signatureWrong
    }
    return JudgedAnswer.Facts(
      passkey: passkey.id, key: passkey.key, challenge: challenge, isUserVerified: data.isUserVerified, isBackupEligible: data.isBackupEligible,
      isBackedUp: data.isBackedUp, signCount: data.signCount)
  }

  private func data(_ bytes: [UInt8], at party: RelyingParty) throws(PasskeyFault) -> AuthenticatorData {
    let data = try AuthenticatorData(bytes)
    guard data.relyingPartyHash == signatures.sha256(Array(party.id.utf8)) else { throw .relyingPartyWrong }
    guard data.isUserPresent else { throw .userAbsent }
    return data
  }

  private func returned(
    _ text: String, _ purpose: PasskeyChallenge.Purpose, _ user: UserID?, _ tenant: TenantID
  ) throws(PasskeyFault) -> PasskeyChallenge {
    try .returned(text, for: purpose, of: user, now: clock.now) { secrets.digest($0, for: tenant.raw) }
  }
}
