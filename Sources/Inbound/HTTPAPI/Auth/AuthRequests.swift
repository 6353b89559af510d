import Auth

/// What clients send to Auth. Handles, addresses and passwords are checked by the module, which reports all faults at once.
struct NewAccount: BodyFields {
  let registration: Registration

  init(_ fields: inout FieldReader) {
    registration = Registration(
      handle: fields.required("handle", .line(0...200), "3 to 32 letters, digits, dots, underscores and dashes."),
      email: fields.required("email", .line(0...400)), password: fields.required("password", .text(0...1000), "10 to 128 characters."),
      displayName: fields.optional("display_name", .line(1...AuthLimits.displayNameLengthMax), "The handle when it is missing."))
  }
}

struct AccountPatch: BodyFields {
  let displayName: String

  init(_ fields: inout FieldReader) { displayName = fields.required("display_name", .line(1...AuthLimits.displayNameLengthMax)) }
}

struct Credentials: BodyFields {
  let login: String
  let password: String
  let deviceName: String?

  init(_ fields: inout FieldReader) {
    login = fields.required("login", .line(1...400), "Handle or mail address.")
    password = fields.required("password", .text(0...1000))
    deviceName = fields.optional("device_name", .line(1...AuthLimits.deviceNameLengthMax), "Shown in the list of sessions.")
  }
}

struct RefreshRequest: BodyFields {
  let refreshToken: String

  init(_ fields: inout FieldReader) { refreshToken = fields.required("refresh_token", .line(1...500)) }
}
