import Auth
import ForumKernel
import HTTPTypes

/// Tokens that people make for their programs.
struct TokenRoutes {
  let auth: AuthModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "me/tokens", "listTokens", "Your tokens for programs", tag: "Tokens", needs: .accountUse, returns: AuthShapes.token.page, perform: list)
    Endpoint(
      .post, "me/tokens", "makeToken", "Make a token for a program; it is shown once", tag: "Tokens", needs: .accountUse, rate: .auth,
      success: .created, errors: ["too_many_tokens", "session_required", "password_required", "wrong_credentials", "login_delayed"],
      returns: AuthShapes.newToken, perform: make)
    Endpoint(
      .delete, "me/tokens/{token_id}", "revokeToken", "Revoke a token", tag: "Tokens", needs: .accountUse, success: .noContent,
      errors: ["session_required", "token_not_found"], returns: .nothing, perform: revoke)
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<PersonalToken>> {
    .ok(Listing(items: try await auth.manageTokens.list(by: call.principal), next: nil))
  }

  @Sendable private func make(_ call: Call, _ body: TokenRequest) async throws -> Reply<NewPersonalToken> {
    .ok(
      try await auth.manageTokens.make(
        name: body.name, scopes: body.scopes, days: body.days, password: body.password, passkey: body.passkey?.answer(to: call.host),
        by: call.principal))
  }

  @Sendable private func revoke(_ call: Call) async throws -> Reply<Nothing> {
    try await auth.manageTokens.revoke(try call.id("token_id"), by: call.principal)
    return .nothing
  }
}

struct TokenRequest: BodyFields {
  let name: String
  let scopes: [String]
  let days: Int
  let password: String?
  let passkey: SignedChallenge?

  init(_ fields: inout FieldReader) {
    name = fields.required("name", .line(1...AuthLimits.tokenNameLengthMax), "What you call it.")
    let scopes = fields.required("scopes", .list(of: .line(1...60), count: 1...50), "The permissions that it has at most.")
    fields.check { () throws(AppError) in try ManageTokens.scopes(named: scopes) }
    self.scopes = scopes
    days = fields.optional("expires_in_days", .number(AuthLimits.tokenDays), default: AuthLimits.tokenDaysDefault, "Days until it ends.")
    password = fields.optional("password", .text(1...1000), "This or a passkey is needed when you signed in more than ten minutes ago.")
    passkey = fields.passkey("The answer of one that checks who uses it to `me/mfa/passkeys/request-options`.")
  }
}
