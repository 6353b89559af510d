import Auth
import ForumKernel
import HTTPTypes

struct SessionRoutes {
  let auth: AuthModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .post, "auth/sessions", "logIn", "Sign in", tag: "Sessions", needs: nil, rate: .auth, success: .created,
      errors: [
        "wrong_credentials", "login_delayed", "account_suspended", "email_unverified", "approval_pending", "otp_required", "otp_wrong", "otp_delayed",
        "passkey_wrong",
      ], returns: AuthShapes.signedIn,
      perform: logIn)
    Endpoint(
      .post, "auth/sessions/refresh", "refreshSession", "Exchange a refresh token for new tokens", tag: "Sessions", needs: nil, rate: .auth,
      errors: ["refresh_invalid", "refresh_reused", "session_over"], returns: AuthShapes.signedIn, perform: refresh)
    Endpoint(
      .get, "auth/sessions", "listSessions", "Where you are signed in", tag: "Sessions", needs: .accountUse, returns: AuthShapes.session.page,
      perform: list)
    Endpoint(
      .patch, "auth/sessions/{session_id}", "renameSession", "Name a device", tag: "Sessions", needs: .accountUse, returns: AuthShapes.session,
      perform: rename)
    Endpoint(
      .delete, "auth/sessions", "endAllSessions", "Sign out everywhere", tag: "Sessions", needs: .accountUse, returns: AuthShapes.ended,
      perform: endAll)
    Endpoint(
      .delete, "auth/sessions/{session_id}", "endSession", "Sign out: `current`, or another device by its id", tag: "Sessions", needs: .accountUse,
      success: .noContent, returns: .nothing, perform: end)
  }

  @Sendable private func logIn(_ call: Call, _ body: Credentials) async throws -> Reply<SignedIn> {
    let device = Device(name: body.deviceName ?? call.userAgent ?? "", network: call.clientNetwork, token: body.deviceToken)
    return .ok(
      try await auth.logIn(
        login: body.login, password: body.password, otp: body.otp, passkey: body.passkey?.answer(to: call.host), from: device, as: body.format,
        tenant: call.tenant))
  }

  @Sendable private func refresh(_ call: Call, _ body: RefreshRequest) async throws -> Reply<SignedIn> {
    .ok(try await auth.refreshSession(body.refreshToken, as: body.format, tenant: call.tenant))
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<SessionView>> {
    let sessions = try await auth.endSession.list(by: call.principal)
    return .ok(Listing(items: sessions.map { SessionView(session: $0, isCurrent: $0.id.raw == call.principal.sessionID) }, next: nil))
  }

  @Sendable private func rename(_ call: Call, _ body: SessionPatch) async throws -> Reply<SessionView> {
    let session = try await auth.endSession.rename(try call.id("session_id"), to: body.deviceName, by: call.principal)
    return .ok(SessionView(session: session, isCurrent: session.id.raw == call.principal.sessionID))
  }

  @Sendable private func endAll(_ call: Call, _ query: SessionsToEnd) async throws -> Reply<Int> {
    .ok(try await auth.endSession.all(keepingCurrent: query.keepsCurrent, by: call.principal))
  }

  @Sendable private func end(_ call: Call) async throws -> Reply<Nothing> {
    if try call.word("session_id") == "current" {
      try await auth.endSession.current(by: call.principal)
    } else {
      try await auth.endSession(try call.id("session_id"), by: call.principal)
    }
    return .nothing
  }
}

/// A session with whether it is that of the request.
struct SessionView: Sendable {
  let session: Session
  let isCurrent: Bool
}
