import ForumKernel

extension WebUI {
  /// Finds out who asks, and renews their tokens when it is time. Also the `Set-Cookie` fields for the answer.
  func visitor(of request: WebRequest) async throws -> (Visitor?, cookies: [(name: String, value: String)]) {
    guard let call = request.api else { return (nil, []) }
    let cookies = SessionCookies(request.cookie)
    if let token = cookies.accessToken {
      do {
        return (try await Visitor(VisitorAPI(call: call, accessToken: token)), [])
      } catch let failure as APIFailure where failure.status == 401 {
        // It may have ended before its time; the other one knows.
      }
    }
    guard let refreshToken = cookies.refreshToken else { return (nil, []) }
    do {
      let guest = VisitorAPI(call: call, accessToken: nil)
      let tokens: SessionCookies.Tokens = try await guest.send("POST", "auth/sessions/refresh", ["refresh_token": .text(refreshToken)])
      let visitor = try await Visitor(VisitorAPI(call: call, accessToken: tokens.access_token))
      return (visitor, SessionCookies.keeping(tokens, isSecure: request.isSecure))
    } catch let failure as APIFailure where failure.status == 401 {
      return (nil, SessionCookies.forgetting(isSecure: request.isSecure))
    }
  }
}
