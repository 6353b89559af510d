import Auth
import ForumKernel
import HTTPTypes

/// What happens to an account by way of mail, and who is let in.
struct LifeCycleRoutes {
  let auth: AuthModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .post, "auth/email/confirm", "confirmEmail", "Prove a mail address with the ticket of a mail", tag: "Accounts", needs: nil, rate: .auth,
      success: .noContent, errors: ["link_invalid"], returns: .nothing, perform: confirm)
    Endpoint(
      .post, "auth/password/reset", "requestPasswordReset", "Ask for a new password; the answer never tells whether there is an account",
      tag: "Accounts", needs: nil, rate: .auth, success: .noContent, returns: .nothing, perform: requestReset)
    Endpoint(
      .post, "auth/password/reset/confirm", "resetPassword", "Set a new password with the ticket of a mail", tag: "Accounts", needs: nil, rate: .auth,
      success: .noContent, errors: ["link_invalid"], returns: .nothing, perform: reset)
    Endpoint(
      .post, "me/email", "changeEmail", "Have a link sent to a new mail address", tag: "Accounts", needs: .accountUse, rate: .auth,
      success: .noContent, errors: ["password_required", "wrong_credentials", "login_delayed"], returns: .nothing, perform: changeEmail)
    Endpoint(
      .post, "me/password", "changePassword", "Change your password; your other devices are signed out", tag: "Accounts", needs: .accountUse,
      rate: .auth, success: .noContent, errors: ["wrong_credentials", "login_delayed"], returns: .nothing, perform: changePassword)
    Endpoint(
      .post, "admin/invitations", "invite", "Make an invitation; its ticket is shown once", tag: "Admin", needs: .userAdmit, success: .created,
      errors: ["too_many_invitations"], returns: AuthShapes.invitation, perform: invite)
    Endpoint(
      .get, "admin/invitations", "listInvitations", "Invitations that nobody has used yet, newest first", tag: "Admin", needs: .userAdmit,
      returns: AuthShapes.openInvitation.page, perform: invitations)
    Endpoint(
      .delete, "admin/invitations/{invitation_id}", "withdrawInvitation", "Withdraw an invitation", tag: "Admin", needs: .userAdmit,
      success: .noContent, errors: ["invitation_not_found"], returns: .nothing, perform: withdraw)
    Endpoint(
      .get, "admin/registrations", "listRegistrations", "Who waits for approval", tag: "Admin", needs: .userAdmit, returns: AuthShapes.account.page,
      perform: waiting)
    Endpoint(
      .post, "admin/registrations/{handle}/approve", "approveRegistration", "Let somebody in", tag: "Admin", needs: .userAdmit,
      errors: ["user_not_found"], returns: AuthShapes.account, perform: approve)
    Endpoint(
      .post, "admin/registrations/{handle}/refuse", "refuseRegistration", "Keep somebody out", tag: "Admin", needs: .userAdmit,
      errors: ["user_not_found"], returns: AuthShapes.account, perform: refuse)
  }

  @Sendable private func confirm(_ call: Call, _ body: Ticket) async throws -> Reply<Nothing> {
    try await auth.confirmEmail(body.token, tenant: call.tenant)
    return .nothing
  }

  @Sendable private func requestReset(_ call: Call, _ body: ResetRequest) async throws -> Reply<Nothing> {
    try await auth.resetPassword.request(email: body.email, tenant: call.tenant)
    return .nothing
  }

  @Sendable private func reset(_ call: Call, _ body: PasswordReset) async throws -> Reply<Nothing> {
    try await auth.resetPassword.confirm(body.token, password: body.password, tenant: call.tenant)
    return .nothing
  }

  @Sendable private func changeEmail(_ call: Call, _ body: EmailChange) async throws -> Reply<Nothing> {
    try await auth.confirmEmail.change(
      to: body.email, password: body.password, passkey: body.passkey?.answer(to: call.host), by: call.principal)
    return .nothing
  }

  @Sendable private func changePassword(_ call: Call, _ body: PasswordChange) async throws -> Reply<Nothing> {
    try await auth.resetPassword.change(from: body.password, to: body.newPassword, by: call.principal)
    return .nothing
  }

  @Sendable private func invite(_ call: Call, _ body: InvitationRequest) async throws -> Reply<NewInvitation> {
    .ok(try await auth.admitMembers.invite(email: body.email, by: call.principal))
  }

  @Sendable private func invitations(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<Invitation>> {
    let scope = "invitations:\(call.tenant)"
    return .ok(call.listing(try await auth.admitMembers.invitations(try call.page(query, of: scope), by: call.principal), of: scope))
  }

  @Sendable private func withdraw(_ call: Call) async throws -> Reply<Nothing> {
    try await auth.admitMembers.withdraw(try call.id("invitation_id"), by: call.principal)
    return .nothing
  }

  @Sendable private func waiting(_ call: Call) async throws -> Reply<Listing<User>> {
    .ok(Listing(items: try await auth.admitMembers.waiting(by: call.principal), next: nil))
  }

  @Sendable private func approve(_ call: Call) async throws -> Reply<User> {
    .ok(try await auth.admitMembers.approve(handle: try call.word("handle"), by: call.principal))
  }

  @Sendable private func refuse(_ call: Call) async throws -> Reply<User> {
    .ok(try await auth.admitMembers.refuse(handle: try call.word("handle"), by: call.principal))
  }
}
