import Auth
import ForumKernel

/// How Auth's views look as JSON.
enum AuthShapes {
  /// One's own account.
  static let me = Shape<User>("Me", "Your account.")
    .id("id") { $0.id }
    .text("handle") { $0.handle.text }
    .textOrNull("email") { $0.email?.text }
    .text("display_name") { $0.displayName }
    .list("roles", .texts) { $0.roles }
    .time("created_at") { $0.createdAt }
    .number("version", "Counts changes; the ETag.") { $0.version }

  /// What administrators see.
  static let account = Shape<User>("Account", "An account as administrators see it.")
    .id("id") { $0.id }
    .text("handle") { $0.handle.text }
    .text("display_name") { $0.displayName }
    .list("roles", .texts) { $0.roles }
    .text("state") { $0.state.rawValue }
    .time("created_at") { $0.createdAt }

  /// What everybody sees.
  static let profile = Shape<User>("User", "The public face of an account.")
    .id("id") { $0.id }
    .text("handle") { $0.handle.text }
    .text("display_name") { $0.displayName }
    .time("created_at") { $0.createdAt }

  static let signedIn = Shape<SignedIn>("Tokens", "A session's tokens.")
    .text("access_token", "Send it as `Authorization: Bearer`.") { $0.accessToken }
    .text("refresh_token", "Good once, for `auth/sessions/refresh`.") { $0.refreshToken }
    .text("token_type", "`Bearer`.") { _ in "Bearer" }
    .number("expires_in", "Seconds until the access token ends.") { $0.expiresInSeconds }
    .id("session_id") { $0.sessionID }
    .textOrNull("device_token", "Keep it for the next sign-in on this device; null after a refresh.") { $0.deviceToken }
    .object("user", profile) { $0.user }

  static let provider = Shape<ProviderView>("Provider", "Whom people can sign in with.")
    .text("slug", "For `auth/providers/{provider}`.") { $0.slug }
    .text("name", "What people see.") { $0.name }

  static let way = Shape<ProviderWay>("ProviderWay", "How to go on to a provider.")
    .text("address", "The page to open.") { $0.address }
    .text("ticket", "Keep it for the return, and show it to nobody else.") { $0.ticket }
    .number("expires_in", "Seconds until the return is too late.") { $0.expiresInSeconds }

  static let identity = Shape<LinkedIdentity>("Identity", "Who a provider says you are.")
    .id("id") { $0.id }
    .text("provider") { $0.provider }
    .text("issuer") { $0.issuer }
    .text("subject", "The provider's own id of you.") { $0.subject }
    .time("created_at") { $0.createdAt }

  static let token = Shape<PersonalToken>("PersonalToken", "A token for a program.")
    .id("id") { $0.id }
    .text("name") { $0.name }
    .list("scopes", .texts) { $0.scopes.map(\.rawValue).sorted() }
    .time("created_at") { $0.createdAt }
    .time("expires_at") { $0.expiresAt }

  static let newToken = Shape<NewPersonalToken>("NewPersonalToken", "A token that was made just now.")
    .text("token", "Send it as `Authorization: Bearer`; shown once.") { $0.text }
    .object("details", token) { $0.token }

  static let openInvitation = Shape<Invitation>("OpenInvitation", "A way in that nobody has used yet.")
    .id("id") { $0.id }
    .textOrNull("email", "The only address that may use it.") { $0.email?.text }
    .id("created_by", "Who made it.") { $0.createdBy }
    .time("created_at") { $0.createdAt }
    .time("expires_at") { $0.expiresAt }

  static let invitation = Shape<NewInvitation>("Invitation", "A way in for one person.")
    .id("id") { $0.invitation.id }
    .text("token", "For `auth/register`; shown once.") { $0.ticket }
    .textOrNull("email", "The only address that may use it.") { $0.invitation.email?.text }
    .time("expires_at") { $0.invitation.expiresAt }

  static let enrolment = Shape<TOTPEnrolment>("TOTPEnrolment", "What an authenticator app needs; shown once.")
    .text("secret", "In base 32, to be typed.") { $0.secret }
    .text("otpauth_url", "To be shown as a QR code.") { $0.url }

  static let recoveryCodes = Shape<[String]>("RecoveryCodes", "Codes that stand in for a lost app, each once; shown once.")
    .list("recovery_codes", .texts) { $0 }

  static let factors = Shape<FactorState>("SecondFactors", "What stands between your password and your account.")
    .flag("totp", "Whether an authenticator app is asked for codes.") { $0.hasTOTP }
    .number("recovery_codes_left") { $0.recoveryCodesLeft }
    .number("passkeys", "How many of them can be asked instead.") { $0.passkeys }

  static let ended = Shape<Int>("EndedSessions", "How many sessions were ended.")
    .number("ended") { $0 }

  static let session = Shape<SessionView>("Session", "One sign-in on one device.")
    .id("id") { $0.session.id }
    .text("device_name") { $0.session.deviceName }
    .text("network", "The network it was opened from.") { $0.session.network }
    .time("created_at") { $0.session.createdAt }
    .time("last_seen_at") { $0.session.lastSeenAt }
    .flag("current", "The session of this request.") { $0.isCurrent }
}
