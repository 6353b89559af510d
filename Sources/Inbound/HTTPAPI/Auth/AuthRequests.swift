import Auth
import ForumKernel

/// What clients send to Auth.
struct NewAccount: BodyFields {
  let registration: Registration

  init(_ fields: inout FieldReader) { self.init(&fields, allowsReserved: false) }

  /// `allowsReserved`: handles of authority are for the first administrator.
  init(_ fields: inout FieldReader, allowsReserved: Bool) {
    registration = Registration(
      handle: fields.required("handle", .line(0...200), "3 to 32 letters, digits, dots, underscores and dashes."),
      email: fields.required("email", .line(0...400)), password: fields.required("password", .text(0...1000), "10 to 128 characters."),
      displayName: fields.optional("display_name", .line(1...AuthLimits.displayNameLengthMax), "The handle when it is missing."),
      invitation: fields.optional("invitation", .line(1...200), "The ticket of an invitation."))
    fields.check { () throws(AppError) in try registration.checked(allowsReserved: allowsReserved) }
  }
}

struct AccountPatch: BodyFields {
  let displayName: String

  init(_ fields: inout FieldReader) { displayName = fields.required("display_name", .line(1...AuthLimits.displayNameLengthMax)) }
}

struct Credentials: BodyFields {
  let login: String
  let password: String
  let otp: String?
  let passkey: SignedChallenge?
  let deviceName: String?
  let deviceToken: String?
  let format: TokenFormat

  init(_ fields: inout FieldReader) {
    login = fields.required("login", .line(1...400), "Handle or mail address.")
    password = fields.required("password", .text(0...1000))
    otp = fields.optional("otp", .line(1...AuthLimits.otpLengthMax), "The code of the authenticator app, or a recovery code.")
    passkey = fields.passkey("In the place of `otp`: the answer to `auth/sessions/passkey/request-options` with this login.")
    deviceName = fields.optional("device_name", .line(1...AuthLimits.deviceNameLengthMax), "Shown in the list of sessions.")
    deviceToken = fields.optional(
      "device_token", .line(1...200), "What an earlier sign-in gave this device: wrong passwords of strangers never delay it.")
    format = fields.optional("token_format", .choice(), default: .jwt, "How the access token is written: a JWT, or a PASETO v4.public.")
  }
}

struct RefreshRequest: BodyFields {
  let refreshToken: String
  let format: TokenFormat

  init(_ fields: inout FieldReader) {
    refreshToken = fields.required("refresh_token", .line(1...500))
    format = fields.optional("token_format", .choice(), default: .jwt, "How the access token is written.")
  }
}

struct SessionPatch: BodyFields {
  let deviceName: String

  init(_ fields: inout FieldReader) { deviceName = fields.required("device_name", .line(1...AuthLimits.deviceNameLengthMax)) }
}

struct SessionsToEnd: QueryFields {
  let keepsCurrent: Bool

  init(_ fields: inout FieldReader) {
    keepsCurrent = fields.optional("keep_current", .flag, default: false, "true: you stay signed in here.")
  }
}

/// A request for something dangerous.
struct Confirmation: BodyFields {
  let password: String?
  let passkey: SignedChallenge?

  init(_ fields: inout FieldReader) {
    password = fields.optional("password", .text(1...1000), "This or a passkey is needed when you signed in more than ten minutes ago.")
    passkey = fields.passkey("The answer of one that checks who uses it to `me/mfa/passkeys/request-options`.")
  }
}

struct FactorCode: BodyFields {
  let code: String

  init(_ fields: inout FieldReader) { code = fields.required("code", .line(1...AuthLimits.otpLengthMax), "What the app shows.") }
}

struct FactorRemoval: BodyFields {
  let password: String
  let code: String?
  let passkey: SignedChallenge?

  init(_ fields: inout FieldReader) {
    password = fields.required("password", .text(1...1000))
    code = fields.optional("code", .line(1...AuthLimits.otpLengthMax), "What the app shows, or a recovery code.")
    passkey = fields.passkey("In the place of `code`: an answer to `me/mfa/passkeys/request-options`.")
  }
}

extension FieldType where Value == String {
  /// A mail address, as the module takes it.
  static var email: FieldType { .line(1...400).checked { text throws(AppError) in _ = try EmailAddress(text) } }

  /// A password that is set anew.
  static var newPassword: FieldType { .text(0...1000).checked { text throws(AppError) in _ = try Password(text) } }
}
