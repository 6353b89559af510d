import ForumKernel

extension WebUI {
  /// The form by which the first administrator is made, and what it made.
  func claim(_ request: WebRequest) async throws -> WebResponse {
    let token = request.form == nil ? request.value("token") ?? "" : request.field("token")
    var fields: Fields = ["title": "Welcome", "token": token, "handle": request.field("handle"), "email": request.field("email")]
    guard request.form != nil, let call = request.api else { return page(.claim, fields, to: request).secret }
    var account: [String: FormValue] = [:]
    for name in ["token", "handle", "email", "password"] { account[name] = .text(request.field(name)) }
    do {
      _ = try await VisitorAPI(call: call, accessToken: nil).send("POST", "auth/claim", account, as: VisitorAPI.Ignored.self)
      return page(.claimed, ["title": "Done", "handle": request.field("handle")], to: request, status: 201)
    } catch let failure as APIFailure {
      fields["problems"] = failure.fields
      return page(.claim, fields, to: request, status: failure.status).secret
    }
  }
}
