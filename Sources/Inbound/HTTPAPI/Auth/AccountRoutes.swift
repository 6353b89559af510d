import Auth
import ForumKernel
import HTTPTypes

struct AccountRoutes {
  let auth: AuthModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .post, "auth/register", "register", "Make an account", tag: "Accounts", needs: nil, rate: .auth, success: .created,
      errors: ["handle_taken", "handle_confusable", "email_taken", "registration_closed", "invitation_invalid"], returns: AuthShapes.me,
      perform: register)
    Endpoint(.get, "me", "getMe", "Your account", tag: "Accounts", needs: .accountUse, returns: AuthShapes.me, perform: me)
    Endpoint(
      .patch, "me", "editMe", "Change your account", tag: "Accounts", needs: .accountUse, match: .needed, returns: AuthShapes.me, perform: editMe)
    Endpoint(
      .get, "users/{handle}", "getUser", "What everybody may see of an account", tag: "Accounts", needs: .forumRead,
      errors: ["account_put_away"], returns: AuthShapes.profile,
      perform: profile)
    Endpoint(
      .put, "admin/users/{handle}/roles/{role}", "grantRole", "Give somebody a role", tag: "Admin", needs: .roleManage, returns: AuthShapes.account,
      perform: grant)
    Endpoint(
      .delete, "admin/users/{handle}/roles/{role}", "revokeRole", "Take a role from somebody", tag: "Admin", needs: .roleManage,
      errors: ["last_administrator"], returns: AuthShapes.account, perform: revoke)
  }

  @Sendable private func register(_ call: Call, _ body: NewAccount) async throws -> Reply<User> {
    let user = try await auth.registerUser(body.registration, tenant: call.tenant)
    return .created(user, at: "/api/v1/users/\(user.handle.text)", version: user.version)
  }

  @Sendable private func me(_ call: Call) async throws -> Reply<User> {
    let user = try await auth.manageAccounts.me(call.principal)
    return .ok(user, version: user.version)
  }

  @Sendable private func editMe(_ call: Call, _ body: AccountPatch) async throws -> Reply<User> {
    let user = try await auth.manageAccounts.rename(to: body.displayName, ifMatch: try call.ifMatch(), by: call.principal)
    return .ok(user, version: user.version)
  }

  @Sendable private func profile(_ call: Call) async throws -> Reply<User> {
    .ok(try await auth.manageAccounts.profile(handle: try call.word("handle"), call.tenant))
  }

  @Sendable private func grant(_ call: Call) async throws -> Reply<User> { try await setRole(true, call) }
  @Sendable private func revoke(_ call: Call) async throws -> Reply<User> { try await setRole(false, call) }

  private func setRole(_ isGranted: Bool, _ call: Call) async throws -> Reply<User> {
    .ok(try await auth.manageAccounts.setRole(try call.word("role"), granted: isGranted, handle: try call.word("handle"), by: call.principal))
  }
}
