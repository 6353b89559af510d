import Auth
import ForumKernel
import HTTPTypes

/// Second factors of one's own account.
struct FactorRoutes {
  let auth: AuthModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(.get, "me/mfa", "getFactors", "Your second factors", tag: "MFA", needs: .accountUse, returns: AuthShapes.factors, perform: state)
    Endpoint(
      .post, "me/mfa/totp", "beginTOTP", "Get the secret for an authenticator app", tag: "MFA", needs: .accountUse, rate: .auth, success: .created,
      errors: ["totp_enrolled", "password_required", "wrong_credentials", "login_delayed"], returns: AuthShapes.enrolment, perform: begin)
    Endpoint(
      .post, "me/mfa/totp/confirm", "confirmTOTP", "Switch the second factor on with the app's first code", tag: "MFA", needs: .accountUse,
      rate: .auth, errors: ["totp_not_begun", "otp_wrong", "otp_delayed"], returns: AuthShapes.recoveryCodes, perform: confirm)
    Endpoint(
      .post, "me/mfa/totp/remove", "removeTOTP", "Switch the second factor off", tag: "MFA", needs: .accountUse, rate: .auth, success: .noContent,
      errors: ["factor_not_found", "wrong_credentials", "login_delayed", "otp_required", "otp_wrong", "otp_delayed", "passkey_wrong", "last_factor"],
      returns: .nothing, perform: remove)
    Endpoint(
      .post, "me/mfa/recovery-codes", "replaceRecoveryCodes", "Get new recovery codes; the old ones are void", tag: "MFA", needs: .accountUse,
      rate: .auth, errors: ["factor_not_found", "password_required", "wrong_credentials", "login_delayed"], returns: AuthShapes.recoveryCodes,
      perform: replaceCodes)
  }

  @Sendable private func state(_ call: Call) async throws -> Reply<FactorState> { .ok(try await auth.enrolTOTP.state(by: call.principal)) }

  @Sendable private func begin(_ call: Call, _ body: Confirmation) async throws -> Reply<TOTPEnrolment> {
    .ok(try await auth.enrolTOTP.begin(password: body.password, passkey: body.passkey?.answer(to: call.host), by: call.principal))
  }

  @Sendable private func confirm(_ call: Call, _ body: FactorCode) async throws -> Reply<[String]> {
    .ok(try await auth.enrolTOTP.confirm(code: body.code, by: call.principal))
  }

  @Sendable private func remove(_ call: Call, _ body: FactorRemoval) async throws -> Reply<Nothing> {
    try await auth.enrolTOTP.remove(password: body.password, code: body.code, by: call.principal)
    return .nothing
  }

  @Sendable private func replaceCodes(_ call: Call, _ body: Confirmation) async throws -> Reply<[String]> {
    .ok(try await auth.recoveryCodes.replace(password: body.password, passkey: body.passkey?.answer(to: call.host), by: call.principal))
  }
}
