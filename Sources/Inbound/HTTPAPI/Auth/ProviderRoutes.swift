import Auth
import ForumKernel
import HTTPTypes

/// Signing in over a provider, and the identities that lead to one's account.
struct ProviderRoutes {
  private static let wayErrors = ["provider_not_found", "provider_unavailable", "too_many_sign_ins"]

  let auth: AuthModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "auth/providers", "listProviders", "Whom people can sign in with", tag: "Sessions", needs: nil, returns: AuthShapes.provider.page,
      perform: providers)
    Endpoint(
      .post, "auth/providers/{provider}/sign-ins", "beginProviderSignIn", "Begin to sign in over a provider: open `address`, and keep the ticket",
      tag: "Sessions", needs: nil, rate: .auth, success: .created, errors: Self.wayErrors, returns: AuthShapes.way, perform: begin)
    Endpoint(
      .post, "auth/provider-sessions", "finishProviderSignIn", "Sign in with what the provider sent back", tag: "Sessions", needs: nil, rate: .auth,
      success: .created,
      errors: [
        "sign_in_over", "provider_refused", "provider_unavailable", "provider_not_found", "account_suspended", "account_erasing", "email_unverified",
        "approval_pending", "registration_closed", "invitation_invalid", "email_missing", "email_taken", "identity_taken", "otp_required",
        "otp_wrong", "otp_delayed",
      ], returns: AuthShapes.signedIn, perform: finish)
    Endpoint(
      .get, "me/identities", "listIdentities", "Identities of providers that lead to your account", tag: "Tokens", needs: .accountUse,
      returns: AuthShapes.identity.page, perform: list)
    Endpoint(
      .post, "me/providers/{provider}/links", "beginIdentityLink", "Begin to link a provider's identity to your account", tag: "Tokens",
      needs: .accountUse, rate: .auth, success: .created,
      errors: Self.wayErrors + ["session_required", "password_required", "wrong_credentials", "login_delayed"], returns: AuthShapes.way,
      perform: beginLink)
    Endpoint(
      .post, "me/identities", "linkIdentity", "Link the identity that the provider sent back", tag: "Tokens", needs: .accountUse, rate: .auth,
      success: .created,
      errors: [
        "sign_in_over", "provider_refused", "provider_unavailable", "provider_not_found", "identity_taken", "too_many_identities", "session_required",
      ], returns: AuthShapes.identity, perform: link)
    Endpoint(
      .post, "me/identities/{identity_id}/remove", "unlinkIdentity", "Take an identity from your account", tag: "Tokens", needs: .accountUse,
      success: .noContent,
      errors: ["identity_not_found", "last_way_in", "session_required", "password_required", "wrong_credentials", "login_delayed"],
      returns: .nothing, perform: unlink)
  }

  @Sendable private func providers(_ call: Call) async throws -> Reply<Listing<ProviderView>> {
    .ok(Listing(items: auth.signInWithProvider.providers.map(ProviderView.init), next: nil))
  }

  @Sendable private func begin(_ call: Call, _ body: ProviderBeginning) async throws -> Reply<ProviderWay> {
    .ok(try await auth.signInWithProvider.begin(try call.word("provider"), redirectURI: body.redirectURI, tenant: call.tenant))
  }

  @Sendable private func finish(_ call: Call, _ body: ProviderCredentials) async throws -> Reply<SignedIn> {
    let device = Device(name: body.deviceName ?? call.userAgent ?? "", network: call.clientNetwork)
    return .ok(
      try await auth.signInWithProvider.finish(
        body.back, otp: body.otp, invitation: body.invitation, from: device, as: body.format, tenant: call.tenant))
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<LinkedIdentity>> {
    .ok(Listing(items: try await auth.linkIdentities.list(by: call.principal), next: nil))
  }

  @Sendable private func beginLink(_ call: Call, _ body: LinkBeginning) async throws -> Reply<ProviderWay> {
    .ok(
      try await auth.linkIdentities.begin(
        try call.word("provider"), redirectURI: body.redirectURI, password: body.password, by: call.principal))
  }

  @Sendable private func link(_ call: Call, _ body: ProviderReturnBody) async throws -> Reply<LinkedIdentity> {
    .ok(try await auth.linkIdentities.finish(body.back, by: call.principal))
  }

  @Sendable private func unlink(_ call: Call, _ body: Confirmation) async throws -> Reply<Nothing> {
    try await auth.linkIdentities.unlink(try call.id("identity_id"), password: body.password, by: call.principal)
    return .nothing
  }
}

/// A provider as people see it.
struct ProviderView: Sendable {
  let slug: String
  let name: String

  init(_ provider: any IdentityProvider) { (slug, name) = (provider.slug, provider.name) }
}

struct ProviderBeginning: BodyFields {
  let redirectURI: String?

  init(_ fields: inout FieldReader) { redirectURI = fields.redirectURI() }
}

struct LinkBeginning: BodyFields {
  let redirectURI: String?
  let password: String?

  init(_ fields: inout FieldReader) {
    redirectURI = fields.redirectURI()
    password = fields.optional("password", .text(1...1000), "Needed when you signed in more than ten minutes ago.")
  }
}

struct ProviderReturnBody: BodyFields {
  let back: ProviderReturn

  init(_ fields: inout FieldReader) { back = fields.providerReturn() }
}

struct ProviderCredentials: BodyFields {
  let back: ProviderReturn
  let otp: String?
  let invitation: String?
  let deviceName: String?
  let format: TokenFormat

  init(_ fields: inout FieldReader) {
    back = fields.providerReturn()
    otp = fields.optional(
      "otp", .line(1...AuthLimits.otpLengthMax), "The code of the authenticator app; after `otp_required` send it with the ticket alone.")
    invitation = fields.optional("invitation", .line(1...200), "The ticket of an invitation.")
    deviceName = fields.optional("device_name", .line(1...AuthLimits.deviceNameLengthMax), "Shown in the list of sessions.")
    format = fields.optional("token_format", .choice(), default: .jwt, "How the access token is written: a JWT, or a PASETO v4.public.")
  }
}

extension FieldReader {
  fileprivate mutating func redirectURI() -> String? {
    optional("redirect_uri", .line(1...2000), "One of those that the settings name; the first one when it is missing.")
  }

  fileprivate mutating func providerReturn() -> ProviderReturn {
    ProviderReturn(
      ticket: required("ticket", .line(1...200), "What you got when you began."), state: optional("state", .line(1...500), "As it came back."),
      code: optional("code", .line(1...4000), "As it came back."), issuer: optional("iss", .line(1...2000), "As it came back."),
      refusal: optional("error", .line(1...200), "As it came back."))
  }
}
