import Auth

struct Ticket: BodyFields {
  let token: String

  init(_ fields: inout FieldReader) { token = fields.required("token", .line(1...200), "From the mail.") }
}

struct ResetRequest: BodyFields {
  let email: String

  init(_ fields: inout FieldReader) { email = fields.required("email", .email) }
}

struct PasswordReset: BodyFields {
  let token: String
  let password: String

  init(_ fields: inout FieldReader) {
    token = fields.required("token", .line(1...200), "From the mail.")
    password = fields.required("password", .newPassword, "10 to 128 characters.")
  }
}

struct EmailChange: BodyFields {
  let email: String
  let password: String?
  let passkey: SignedChallenge?

  init(_ fields: inout FieldReader) {
    email = fields.required("email", .email)
    password = fields.optional("password", .text(1...1000), "This or a passkey is needed when you signed in more than ten minutes ago.")
    passkey = fields.passkey("The answer of one that checks who uses it to `me/mfa/passkeys/request-options`.")
  }
}

struct PasswordChange: BodyFields {
  let password: String
  let newPassword: String

  init(_ fields: inout FieldReader) {
    password = fields.required("password", .text(1...1000), "The one of now.")
    newPassword = fields.required("new_password", .newPassword, "10 to 128 characters.")
  }
}

struct InvitationRequest: BodyFields {
  let email: String?

  init(_ fields: inout FieldReader) { email = fields.optional("email", .email, "The only address that may use it.") }
}
