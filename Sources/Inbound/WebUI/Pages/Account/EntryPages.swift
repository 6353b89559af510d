import ForumKernel

extension WebUI {
  /// Asks for the name and the password, and for a code when the account has one.
  func signIn(_ request: WebRequest) async throws -> WebResponse {
    guard request.form != nil, let call = request.api else {
      return form(request, AccountForm(.signIn, request), providers: try await providerFields(request))
    }
    var fields: [String: FormValue] = ["login": .text(request.field("login")), "password": .text(request.field("password"))]
    fields["otp"] = .optional(request.field("otp"))
    let passkey = FormValue(json: request.field("passkey"))
    if let passkey, request.field("password").isEmpty {
      return try await enter(request, VisitorAPI(call: call, accessToken: nil), ["credential": passkey], at: "auth/sessions/passkey") { failure in
        form(request, AccountForm(.signIn, request, failure), status: failure.status)
      }
    }
    fields["passkey"] = passkey
    return try await enter(request, VisitorAPI(call: call, accessToken: nil), fields) { failure in
      form(request, AccountForm(.signIn, request, failure), status: failure.status)
    }
  }

  /// Makes an account and signs in to it.
  func signUp(_ request: WebRequest) async throws -> WebResponse {
    guard request.form != nil, let call = request.api else { return form(request, AccountForm(.signUp, request)) }
    let api = VisitorAPI(call: call, accessToken: nil)
    var fields: [String: FormValue] = [:]
    for name in ["handle", "email", "password"] { fields[name] = .text(request.field(name)) }
    for name in ["display_name", "invitation"] { fields[name] = .optional(request.field(name)) }
    do {
      _ = try await api.send("POST", "auth/register", fields, as: VisitorAPI.Ignored.self)
    } catch let failure as APIFailure {
      return form(request, AccountForm(.signUp, request, failure), status: failure.status)
    }
    let credentials: [String: FormValue] = ["login": .text(request.field("handle")), "password": .text(request.field("password"))]
    // The account is there; when it can't be entered yet, the page for signing in says why.
    return try await enter(request, api, credentials) { form(request, AccountForm(.signIn, request, $0)) }
  }

  /// The browser forgets its tokens even when the session can't be ended now.
  func signOut(_ request: WebRequest) async -> WebResponse {
    guard request.form != nil, let call = request.api else { return .seeOther(PageAddress.home.path) }
    let cookies = SessionCookies(request.cookie)
    var token = cookies.accessToken
    if token == nil, let refreshToken = cookies.refreshToken {
      let guest = VisitorAPI(call: call, accessToken: nil)
      let tokens: SessionCookies.Tokens? = try? await guest.send("POST", "auth/sessions/refresh", ["refresh_token": .text(refreshToken)])
      token = tokens?.access_token
    }
    if let token {
      _ = try? await VisitorAPI(call: call, accessToken: token).send("DELETE", "auth/sessions/current", nil, as: VisitorAPI.Ignored.self)
    }
    return .seeOther(PageAddress.home.path, cookies: SessionCookies.forgetting(isSecure: request.isSecure))
  }

  /// To the page for signing in, and from there back to where `request` wanted to go.
  func signInFirst(_ request: WebRequest) -> WebResponse {
    .seeOther(PageAddress.account(.signIn).path(("next", request.path)))
  }

  private func enter(
    _ request: WebRequest, _ api: VisitorAPI, _ credentials: [String: FormValue], at path: String = "auth/sessions",
    onFailure: (APIFailure) -> WebResponse
  ) async throws -> WebResponse {
    var credentials = credentials
    // A passkey is asked whatever strangers tried.
    if credentials["credential"] == nil { credentials["device_token"] = SessionCookies(request.cookie).deviceToken.map { .text($0) } }
    do {
      let tokens: SessionCookies.Tokens = try await api.send("POST", path, credentials)
      return .seeOther(request.destination, cookies: SessionCookies.keeping(tokens, isSecure: request.isSecure))
    } catch let failure as APIFailure {
      return onFailure(failure)
    }
  }

  private func form(_ request: WebRequest, _ form: AccountForm, providers: [Fields] = [], status: Int = 200) -> WebResponse {
    var fields = form.fields(next: request.destination)
    (fields["providers"], fields["providerAction"]) = (providers, PageAddress.account(.provider).path)
    return page(.account, fields, to: request, status: status)
  }
}

/// A form about an account, with what was typed before and what was wrong with it.
private struct AccountForm {
  private let address: AccountAddress
  private let request: WebRequest
  private let failure: APIFailure?

  /// `address`: of signing in or of signing up.
  init(_ address: AccountAddress, _ request: WebRequest, _ failure: APIFailure? = nil) {
    self.address = address
    self.request = request
    self.failure = failure
  }

  func fields(next: String) -> Fields {
    let isSignUp = address == .signUp
    let invitation = request.form == nil ? request.value("invitation") ?? "" : request.field("invitation")
    let asksForCode = failure.map { $0.code.hasPrefix("otp") || $0.code.hasPrefix("mfa") } ?? false
    return [
      "title": isSignUp ? "Sign up" : "Sign in", "action": address.rawValue, "next": next, "isSignUp": isSignUp, "handle": request.field("handle"),
      "login": request.field("login").isEmpty ? request.field("handle") : request.field("login"), "email": request.field("email"),
      "displayName": request.field("display_name"), "asksForCode": asksForCode, "invitation": invitation, "hasFaults": failure != nil,
      "faults": failure?.fields,
    ]
  }
}

extension APIFailure {
  /// What stands above a form.
  var fields: [Fields] { sentences.map { ["text": $0] } }
}
