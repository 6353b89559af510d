import Foundation

extension WebUI {
  private struct Providers: Decodable {
    struct Provider: Decodable {
      let slug: String
      let name: String
    }

    let items: [Provider]
  }

  private struct Way: Decodable {
    let address: String
    let ticket: String
  }

  /// Whom the page for signing in offers, each with a button.
  func providerFields(_ request: WebRequest) async throws -> [Fields] {
    guard let call = request.api else { return [] }
    let providers: Providers = try await VisitorAPI(call: call, accessToken: nil).get("auth/providers")
    return providers.items.map { ["slug": $0.slug, "name": $0.name] }
  }

  /// Leads to a provider, takes what comes back from it, and asks for a code where the account has one. The browser that began has the ticket in a cookie
  /// of this page alone; what another one began comes to nothing here.
  func provider(_ request: WebRequest) async throws -> WebResponse {
    guard let call = request.api else { return .seeOther(PageAddress.account(.signIn).path) }
    let api = VisitorAPI(call: call, accessToken: nil)
    let slug = request.field("provider")
    if !slug.isEmpty { return try await leave(for: slug, request, api) }
    guard let begun = SessionCookies(request.cookie).providerSignIn, request.form != nil || request.value("state") != nil else {
      return .seeOther(PageAddress.account(.signIn).path)
    }
    var fields: [String: FormValue] = ["ticket": .text(begun.ticket)]
    if request.form != nil {
      fields["otp"] = .optional(request.field("otp"))
    } else {
      for name in ["state", "code", "iss", "error"] { fields[name] = request.value(name).map { .text($0) } }
    }
    do {
      let tokens: SessionCookies.Tokens = try await api.send("POST", "auth/provider-sessions", fields)
      let cookies = SessionCookies.keeping(tokens, isSecure: request.isSecure)
      return .seeOther(begun.next, cookies: cookies + [SessionCookies.leaving(nil, next: "", isSecure: request.isSecure)])
    } catch let failure as APIFailure where failure.code.hasPrefix("otp") {
      let isFirst = failure.code == "otp_required"
      let fields: Fields = [
        "title": "Sign in", "action": request.path, "address": nil, "asksForCode": true, "hasFaults": !isFirst,
        "faults": isFirst ? nil : failure.fields,
      ]
      return page(.provider, fields, to: request, status: isFirst ? 200 : failure.status).secret
    }
  }

  /// By a page of ours: a form must not lead to another site.
  private func leave(for slug: String, _ request: WebRequest, _ api: VisitorAPI) async throws -> WebResponse {
    guard let word = slug.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-"])) else {
      return .seeOther(PageAddress.account(.signIn).path)
    }
    let way: Way = try await api.send("POST", "auth/providers/\(word)/sign-ins", [:])
    let fields: Fields = [
      "title": "Sign in", "action": request.path, "address": way.address, "asksForCode": false, "hasFaults": false, "faults": nil,
    ]
    var response = page(.provider, fields, to: request).secret
    response.headers += [
      ("Refresh", "0; url=\(way.address)"), SessionCookies.leaving(way.ticket, next: request.destination, isSecure: request.isSecure),
    ]
    return response
  }
}
