import Auth
import ForumKernel
import HTTPTypes

/// Passkeys: joined to one's own account, and used to sign in.
struct PasskeyRoutes {
  private static let stepUp = ["password_required", "session_required", "wrong_credentials", "login_delayed", "passkey_wrong", "otp_delayed"]
  private static let closed = ["account_suspended", "account_erasing", "email_unverified", "approval_pending"]

  let auth: AuthModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .post, "auth/sessions/passkey/request-options", "requestPasskeySignIn",
      "What a passkey is asked for signing in: any without a name, or those of an account as its second factor", tag: "Sessions", needs: nil,
      rate: .auth,
      errors: ["wrong_credentials", "login_delayed", "passkey_not_found"] + Self.closed, returns: PasskeyShapes.request, perform: requestSignIn)
    Endpoint(
      .post, "auth/sessions/passkey", "signInWithPasskey", "Sign in with a passkey alone", tag: "Sessions", needs: nil, rate: .auth,
      success: .created,
      errors: ["passkey_wrong", "otp_delayed"] + Self.closed, returns: AuthShapes.signedIn, perform: signIn)
    Endpoint(
      .get, "me/mfa/passkeys", "listPasskeys", "Your passkeys", tag: "MFA", needs: .accountUse, returns: PasskeyShapes.passkey.page, perform: list)
    Endpoint(
      .post, "me/mfa/passkeys/creation-options", "beginPasskey", "What an authenticator is asked to make", tag: "MFA", needs: .accountUse,
      rate: .auth,
      errors: ["too_many_passkeys"] + Self.stepUp, returns: PasskeyShapes.creation, perform: begin)
    Endpoint(
      .post, "me/mfa/passkeys/request-options", "requestPasskey", "What your passkeys are asked before something dangerous", tag: "MFA",
      needs: .accountUse, rate: .auth, errors: ["passkey_not_found", "session_required"], returns: PasskeyShapes.request, perform: request)
    Endpoint(
      .post, "me/mfa/passkeys", "registerPasskey", "Join a passkey to your account", tag: "MFA", needs: .accountUse, rate: .auth, success: .created,
      errors: ["passkey_refused", "passkey_known", "too_many_passkeys", "session_required"], returns: PasskeyShapes.registered, perform: register)
    Endpoint(
      .patch, "me/mfa/passkeys/{passkey_id}", "renamePasskey", "Name a passkey", tag: "MFA", needs: .accountUse, match: .needed,
      errors: ["passkey_not_found", "session_required"], returns: PasskeyShapes.passkey, perform: rename)
    Endpoint(
      .post, "me/mfa/passkeys/{passkey_id}/remove", "removePasskey", "Take a passkey from your account", tag: "MFA", needs: .accountUse, rate: .auth,
      match: .taken,
      success: .noContent, errors: ["passkey_not_found", "last_factor", "otp_required", "otp_wrong"] + Self.stepUp, returns: .nothing, perform: remove
    )
  }

  @Sendable private func requestSignIn(_ call: Call, _ body: PasskeyLogin) async throws -> Reply<PasskeyRequest> {
    guard let login = body.login, let password = body.password else {
      return .ok(auth.logInWithPasskey.request(host: call.host, tenant: call.tenant))
    }
    let device = Device(name: body.deviceName ?? call.userAgent ?? "", network: call.clientNetwork, token: body.deviceToken)
    return .ok(try await auth.logIn.passkeyRequest(login: login, password: password, from: device, host: call.host, tenant: call.tenant))
  }

  @Sendable private func signIn(_ call: Call, _ body: PasskeyCredentials) async throws -> Reply<SignedIn> {
    let device = Device(name: body.deviceName ?? call.userAgent ?? "", network: call.clientNetwork)
    return .ok(try await auth.logInWithPasskey(body.credential.answer(to: call.host), from: device, as: body.format, tenant: call.tenant))
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<Passkey>> {
    .ok(Listing(items: try await auth.managePasskeys.list(by: call.principal), next: nil))
  }

  @Sendable private func begin(_ call: Call, _ body: Confirmation) async throws -> Reply<PasskeyCreation> {
    .ok(
      try await auth.registerPasskey.begin(
        password: body.password, passkey: body.passkey?.answer(to: call.host), host: call.host, by: call.principal))
  }

  @Sendable private func request(_ call: Call) async throws -> Reply<PasskeyRequest> {
    .ok(try await auth.managePasskeys.request(host: call.host, by: call.principal))
  }

  @Sendable private func register(_ call: Call, _ body: PasskeyRegistration) async throws -> Reply<RegisteredPasskey> {
    .ok(try await auth.registerPasskey(body.credential, name: body.name, host: call.host, by: call.principal))
  }

  @Sendable private func rename(_ call: Call, _ body: PasskeyPatch) async throws -> Reply<Passkey> {
    let passkey = try await auth.managePasskeys.rename(
      try call.id("passkey_id"), to: body.name, ifMatch: try call.ifMatch(), by: call.principal)
    return .ok(passkey, version: passkey.version)
  }

  @Sendable private func remove(_ call: Call, _ body: PasskeyRemoval) async throws -> Reply<Nothing> {
    try await auth.managePasskeys.remove(
      try call.id("passkey_id"), password: body.password, code: body.code, passkey: body.passkey?.answer(to: call.host),
      ifMatch: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }
}

extension Call {
  /// The host that the client asked, with its port.
  var host: String { head.authority ?? "" }
}
