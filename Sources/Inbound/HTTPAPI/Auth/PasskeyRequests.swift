import Auth
import ForumKernel

/// What authenticators answer, in the form that browsers' `PublicKeyCredential.toJSON()` gives it (WebAuthn Level 3): names and encodings are its own.
struct SignedChallenge: BodyFields {
  struct SignedChallengeResponse: RequestFields {
    let clientData: [UInt8]
    let authenticatorData: [UInt8]
    let signature: [UInt8]
    let userHandle: [UInt8]?

    init(_ fields: inout FieldReader) {
      clientData = fields.required("clientDataJSON", .base64url(AuthLimits.clientDataBytesMax))
      authenticatorData = fields.required("authenticatorData", .base64url(AuthLimits.authenticatorDataBytesMax))
      signature = fields.required("signature", .base64url(AuthLimits.signatureBytesMax))
      userHandle = fields.optional("userHandle", .base64url(AuthLimits.userHandleBytesMax))
    }
  }

  let id: [UInt8]
  let response: SignedChallengeResponse

  init(_ fields: inout FieldReader) {
    id = fields.required("id", .base64url(AuthLimits.credentialIDBytesMax), "Of the credential, in base64url like all bytes here.")
    fields.credentialType()
    response = fields.required("response", .openObject())
  }

  func answer(to host: String) -> PasskeyAnswer {
    PasskeyAnswer(
      id: id, clientData: response.clientData, authenticatorData: response.authenticatorData, signature: response.signature,
      userHandle: response.userHandle, host: host)
  }
}

/// A credential that an authenticator made, in the same form.
struct MadeCredential: BodyFields {
  struct MadeCredentialResponse: RequestFields {
    let clientData: [UInt8]
    let attestation: [UInt8]
    let transports: [String]

    init(_ fields: inout FieldReader) {
      clientData = fields.required("clientDataJSON", .base64url(AuthLimits.clientDataBytesMax))
      attestation = fields.required("attestationObject", .base64url(AuthLimits.attestationBytesMax))
      transports = fields.optional("transports", .list(of: .line(1...32), count: 0...AuthLimits.transportsMax), default: [])
    }
  }

  let credential: NewCredential

  init(_ fields: inout FieldReader) {
    let id = fields.required("id", .base64url(AuthLimits.credentialIDBytesMax), "In base64url, like all bytes here.")
    fields.credentialType()
    let response: MadeCredentialResponse = fields.required("response", .openObject())
    credential = NewCredential(id: id, clientData: response.clientData, attestation: response.attestation, transports: response.transports)
  }
}

struct PasskeyRegistration: BodyFields {
  let name: String
  let credential: NewCredential

  init(_ fields: inout FieldReader) {
    name = fields.required("name", .line(1...AuthLimits.passkeyNameLengthMax), "What you call it.")
    credential = fields.required("credential", FieldType<MadeCredential>.openObject(), "What the authenticator made.").credential
  }
}

struct PasskeyPatch: BodyFields {
  let name: String

  init(_ fields: inout FieldReader) { name = fields.required("name", .line(1...AuthLimits.passkeyNameLengthMax)) }
}

struct PasskeyRemoval: BodyFields {
  let password: String?
  let code: String?
  let passkey: SignedChallenge?

  init(_ fields: inout FieldReader) {
    password = fields.optional("password", .text(1...1000), "With a code, or a passkey; a passkey that checks who uses it needs none.")
    code = fields.optional("code", .line(1...AuthLimits.otpLengthMax), "What the app shows, or a recovery code.")
    passkey = fields.passkey("Its answer to `me/mfa/passkeys/request-options`; also that of the one that goes.")
  }
}

/// Both or neither.
struct PasskeyLogin: BodyFields {
  let login: String?
  let password: String?
  let deviceName: String?
  let deviceToken: String?

  init(_ fields: inout FieldReader) {
    login = fields.optional("login", .line(1...400), "Handle or mail address: for the passkeys of this account as its second factor.")
    password = fields.optional("password", .text(0...1000), "With `login`.")
    deviceName = fields.optional("device_name", .line(1...AuthLimits.deviceNameLengthMax))
    deviceToken = fields.optional("device_token", .line(1...200), "What an earlier sign-in gave this device.")
    let hasLogin = fields.has("login")
    if hasLogin != fields.has("password") { fields.refuse(hasLogin ? "password" : "login", "required", "login and password go together.") }
  }
}

struct PasskeyCredentials: BodyFields {
  let credential: SignedChallenge
  let deviceName: String?
  let format: TokenFormat

  init(_ fields: inout FieldReader) {
    credential = fields.required("credential", .openObject(), "The answer to `auth/sessions/passkey/request-options`.")
    deviceName = fields.optional("device_name", .line(1...AuthLimits.deviceNameLengthMax), "Shown in the list of sessions.")
    format = fields.optional("token_format", .choice(), default: .jwt, "How the access token is written: a JWT, or a PASETO v4.public.")
  }
}

extension FieldReader {
  /// An answer of a passkey that stands for a code, or for a password.
  mutating func passkey(_ description: String) -> SignedChallenge? { optional("passkey", .openObject(), description) }

  fileprivate mutating func credentialType() { _ = optional("type", .word(of: ["public-key"]), default: "public-key") }
}

extension FieldType where Value == [UInt8] {
  /// Bytes in base64url without padding (RFC 4648 §5).
  static func base64url(_ countMax: Int) -> FieldType {
    FieldType<String>.line(1...(countMax * 4 + 2) / 3).parsed(example: "AA", detail: "This must be base64url without padding.") {
      Base64URL.decode($0)
    }
  }
}

extension FieldType {
  /// An object of somebody else's making: members that are not known here are left alone.
  static func openObject(_: Value.Type = Value.self) -> FieldType where Value: RequestFields {
    var describing = FieldReader(describingQuery: false)
    let placeholder = Value(&describing)
    let names = Set(describing.properties.map(\.name))
    let schema = JSONSchema(properties: describing.properties, isOpen: true).named(Value.schemaName)
    return FieldType(schema, placeholder: placeholder) { value, pointer, faults in
      guard case .object(let members) = value else {
        faults.add(pointer, "wrong_type", "This must be an object.")
        return nil
      }
      var reader = FieldReader(members: members.filter { names.contains($0.name) }, pointer: pointer, faults: faults)
      let object = Value(&reader)
      faults = reader.finished()
      return object
    }
  }
}
