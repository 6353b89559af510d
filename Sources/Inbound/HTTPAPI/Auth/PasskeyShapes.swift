import Auth
import ForumKernel

/// How passkeys look as JSON. Options have the names and encodings of WebAuthn Level 3, so that `PublicKeyCredential.parseCreationOptionsFromJSON` and
/// `parseRequestOptionsFromJSON` take them as they are.
enum PasskeyShapes {
  static let passkey = Shape<Passkey>("Passkey", "A passkey of your account.")
    .id("id") { $0.id }
    .text("name") { $0.name }
    .text("relying_party", "The domain that it was made for.") { $0.relyingParty }
    .text("model", "Of its authenticator, as far as it says one.") { $0.model }
    .flag("backup_eligible", "Whether its keeper may copy it to other devices.") { $0.isBackupEligible }
    .flag("backed_up", "Whether there is such a copy.") { $0.isBackedUp }
    .time("created_at") { $0.createdAt }
    .timeOrNull("last_used_at") { $0.lastUsedAt }
    .timeOrNull("suspected_at", "Since when its counter tells of somebody's copy: it is not taken any more, remove it.") { $0.suspectedAt }
    .number("version", "Counts changes; the ETag.") { $0.version }

  static let registered = Shape<RegisteredPasskey>("RegisteredPasskey", "A passkey that was joined to your account just now.")
    .object("passkey", passkey) { $0.passkey }
    .list("recovery_codes", .texts, "Shown once, with your first second factor; empty later.") { $0.recoveryCodes ?? [] }

  private static let party = Shape<RelyingParty>("RelyingParty", "Who asks.")
    .text("id") { $0.id }
    .text("name") { $0.name }

  private static let user = Shape<User>("PasskeyUser", "Whose passkey it will be.")
    .text("id", "In base64url.") { Base64URL.encode($0.id.raw.bytes) }
    .text("name") { $0.handle.text }
    .text("displayName") { $0.displayName }

  private static let algorithm = Shape<Int64>("PasskeyAlgorithm", "A kind of key.")
    .text("type") { _ in "public-key" }
    .number("alg", "By its number as a COSE algorithm.") { $0 }

  private static let descriptor = Shape<Passkey>("PasskeyDescriptor", "A passkey as browsers know it.")
    .text("type") { _ in "public-key" }
    .text("id", "In base64url.") { $0.credentialID }
    .list("transports", .texts) { $0.transports }

  private static let selection = Shape<PasskeyCreation>("AuthenticatorSelection", "What the authenticator must do.")
    .text("residentKey", "It keeps the account's name when it can, and then signs in without it.") { _ in "preferred" }
    .flag("requireResidentKey") { _ in false }
    .text("userVerification") { _ in "preferred" }

  static let creation = Shape<PasskeyCreation>("PasskeyCreationOptions", "What a browser asks an authenticator to make.")
    .object("rp", party) { $0.relyingParty }
    .object("user", user) { $0.user }
    .text("challenge", "In base64url.") { $0.challenge.text }
    .list("pubKeyCredParams", algorithm) { _ in PasskeyKey.algorithms }
    .number("timeout", "Milliseconds.") { _ in AuthLimits.passkeyChallengeSeconds * 1000 }
    .list("excludeCredentials", descriptor) { $0.passkeys }
    .object("authenticatorSelection", selection) { $0 }
    .text("attestation") { _ in "none" }

  static let request = Shape<PasskeyRequest>("PasskeyRequestOptions", "What a browser asks an authenticator to sign.")
    .text("challenge", "In base64url.") { $0.challenge.text }
    .number("timeout", "Milliseconds.") { _ in AuthLimits.passkeyChallengeSeconds * 1000 }
    .text("rpId") { $0.relyingParty.id }
    .list("allowCredentials", descriptor, "Empty: any that knows an account here.") { $0.passkeys }
    .text("userVerification") { $0.asksForVerification ? "required" : "discouraged" }
}
