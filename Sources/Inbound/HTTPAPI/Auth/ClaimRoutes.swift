import Auth
import HTTPTypes

struct ClaimRoutes {
  let auth: AuthModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .post, "auth/claim", "claimForum", "Become a new forum's first administrator, by the link that its start printed", tag: "Accounts", needs: nil,
      rate: .auth, success: .created, errors: ["claim_invalid", "claimed_already", "handle_taken", "email_taken"], returns: AuthShapes.me,
      perform: claim)
  }

  @Sendable private func claim(_ call: Call, _ body: Claim) async throws -> Reply<User> {
    let user = try await auth.claimForum(token: body.token, body.account.registration, tenant: call.tenant)
    return .created(user, at: "/api/v1/users/\(user.handle.text)", version: user.version)
  }
}

struct Claim: BodyFields {
  let token: String
  let account: NewAccount

  init(_ fields: inout FieldReader) {
    token = fields.required("token", .line(1...200), "From the link.")
    account = NewAccount(&fields, allowsReserved: true)
  }
}
