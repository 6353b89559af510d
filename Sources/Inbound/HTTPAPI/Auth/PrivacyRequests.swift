import Auth

/// How much goes.
struct ErasureChoice: QueryFields {
  let mode: ErasureMode

  init(_ fields: inout FieldReader) { mode = fields.optional("mode", .choice(), default: .anonymise, PrivacyShapes.modes) }
}

/// What cannot be taken back.
struct FinalConfirmation: BodyFields {
  let password: String?
  let otp: String?
  let passkey: SignedChallenge?

  init(_ fields: inout FieldReader) {
    password = fields.optional("password", .text(1...1000), "Yours; needed always.")
    otp = fields.optional("otp", .line(1...AuthLimits.otpLengthMax), "Needed where you have a second factor.")
    passkey = fields.passkey("In the place of `otp`: an answer to `me/mfa/passkeys/request-options`.")
  }
}

struct ErasureRequest: BodyFields {
  let mode: ErasureMode
  let password: String?
  let otp: String?
  let passkey: SignedChallenge?

  init(_ fields: inout FieldReader) {
    mode = fields.required("mode", .choice(), PrivacyShapes.modes)
    password = fields.optional("password", .text(1...1000), "Yours; needed always.")
    otp = fields.optional("otp", .line(1...AuthLimits.otpLengthMax), "Needed where you have a second factor.")
    passkey = fields.passkey("In the place of `otp`: an answer to `me/mfa/passkeys/request-options`.")
  }
}

struct HoldRequest: BodyFields {
  let reason: String

  init(_ fields: inout FieldReader) { reason = fields.required("reason", .line(1...200), "For those who look why it is held.") }
}

/// The ticket of an erasure.
struct ErasureTicket: QueryFields {
  let token: String

  init(_ fields: inout FieldReader) { token = fields.required("token", .line(1...200), "From the answer to the request.") }
}

/// An erasure with the ticket that finds it again.
struct BegunErasure: Sendable {
  let erasure: Erasure
  let ticket: String
}

enum PrivacyShapes {
  static let modes =
    "anonymise: what you wrote stays without your name. content: it is emptied as well. all: posts and comments cannot be seen any more either."

  static let entry = Shape<ErasureEntry>("ErasureEntry", "What was done, or would be, in one place.")
    .text("store") { $0.store }
    .text("item", "The table, file or kind of thing.") { $0.item }
    .text("done") { $0.done }
    .number("count", "Rows or files.") { $0.count }

  static let preview = Shape<[ErasureEntry]>("ErasurePreview", "What an erasure would do.")
    .list("stores", entry) { $0.filter { $0.store != ErasureEntry.exceptions } }
    .list("exceptions", entry, "What would stay.") { $0.filter { $0.store == ErasureEntry.exceptions } }

  static let receipt = Shape<SignedReceipt>("ErasureReceipt", "What was done, signed.")
    .time("ended_at") { $0.endedAt }
    .text("text", "JSON: each store with what was done there, and what stays. The signature is over exactly these bytes.") { $0.text }
    .text("signature", "Ed25519 in base64url.") { $0.signature }
    .text("key", "The public key, as `forum-lite audit verify` shows it.") { $0.key }

  static let erasure = Shape<Erasure>("Erasure", "An account that is being erased, or is.")
    .id("id") { $0.id }
    .id("account_id") { $0.userID }
    .word("mode", of: ErasureMode.allCases.map(\.rawValue)) { $0.mode.rawValue }
    .word("state", of: ["running", "done"]) { $0.receipt == nil ? "running" : "done" }
    .idOrNull("requested_by", "null: the operator, or the end of the time to come back.") { $0.requestedBy }
    .time("created_at") { $0.requestedAt }
    .number("changed", "Rows and files that were changed so far.") { $0.changed }
    .objectOrNull("receipt", receipt) { $0.receipt }

  static let begun = Shape<BegunErasure>("BegunErasure", "An erasure that began just now.")
    .text("token", "Finds it again, for GET erasure?token=: you have no account any more.") { $0.ticket }
    .object("erasure", erasure) { $0.erasure }

  static let export = Shape<AccountExport>("AccountExport", "An archive of what the forum knows about you.")
    .id("id") { $0.id }
    .word("state", of: AccountExport.State.allCases.map(\.rawValue)) { $0.state.rawValue }
    .number("percent", "How much of it is made.") { $0.percent }
    .number("entries", "Lines in its files so far.") { $0.entries }
    .number("bytes") { $0.bytes }
    .time("created_at") { $0.createdAt }
    .timeOrNull("ended_at") { $0.endedAt }
    .time("expires_at", "Until then it can be fetched.") { $0.expiresAt }

  static let closure = Shape<AccountClosure>("AccountClosure", "An account that was put away.")
    .time("created_at") { $0.since }
    .time("ends_at", "Until then, signing in takes it back; then it is erased.") { $0.endsAt }
}
