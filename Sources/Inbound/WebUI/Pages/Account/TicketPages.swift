extension WebUI {
  /// Asks for a mail with a link for a new password; says the same whether there is such an account or not.
  func forgotten(_ request: WebRequest) async throws -> WebResponse {
    var fields: Fields = [
      "title": "Forgotten password", "text": "Tell us your mail address, and you get a link for a new password.", "action": request.path,
      "token": nil, "asksMail": true, "asksPassword": false, "email": request.field("email"), "submit": "Send the link", "hasFaults": false,
      "faults": nil,
    ]
    guard request.form != nil, let call = request.api else { return page(.ticket, fields, to: request) }
    do {
      let email: [String: FormValue] = ["email": .text(request.field("email"))]
      _ = try await VisitorAPI(call: call, accessToken: nil).send("POST", "auth/password/reset", email, as: VisitorAPI.Ignored.self)
      return page(
        .message, MessagePage.done("Look into your mail", "If an account has this address, a mail with a link is on its way to it."), to: request)
    } catch let failure as APIFailure {
      (fields["hasFaults"], fields["faults"]) = (true, failure.fields)
      return page(.ticket, fields, to: request, status: failure.status)
    }
  }

  /// Where the link of a mail leads. Opening it changes nothing, since programs open links as well: a button does.
  func ticket(_ address: AccountAddress, _ request: WebRequest) async throws -> WebResponse {
    let purpose = TicketPurpose(address)
    // The one click of a mail program (RFC 8058) has the token in the address alone.
    let given = request.form == nil ? "" : request.field("token")
    let token = given.isEmpty ? request.value("token") ?? "" : given
    var fields: Fields = [
      "title": purpose.title, "text": purpose.text, "action": address.rawValue, "token": token, "asksMail": false,
      "asksPassword": purpose.asksPassword, "submit": purpose.submit, "hasFaults": false, "faults": nil,
    ]
    guard request.form != nil, let call = request.api else { return page(.ticket, fields, to: request).secret }
    var sent: [String: FormValue] = ["token": .text(token)]
    if purpose.asksPassword { sent["password"] = .text(request.field("password")) }
    do {
      _ = try await VisitorAPI(call: call, accessToken: nil).send("POST", purpose.path, sent, as: VisitorAPI.Ignored.self)
      let next = request.visitor == nil ? ("Sign in", PageAddress.account(.signIn).path) : ("To your account", PageAddress.account(.settings).path)
      return page(.message, MessagePage.done("Done", purpose.done, next: next), to: request)
    } catch let failure as APIFailure {
      (fields["hasFaults"], fields["faults"]) = (true, failure.fields)
      return page(.ticket, fields, to: request, status: failure.status).secret
    }
  }
}

/// What a mailed ticket is good for, in words.
private struct TicketPurpose {
  let title: String
  let text: String
  let submit: String
  let done: String
  let asksPassword: Bool
  /// Of the API.
  let path: String

  init(_ address: AccountAddress) {
    asksPassword = address == .reset
    path =
      switch address {
      case .reset: "auth/password/reset/confirm"
      case .unsubscribe: "notifications/unsubscribe"
      default: "auth/email/confirm"
      }
    switch address {
    case .unsubscribe:
      (title, submit) = ("No more digests", "End the digest")
      (text, done) = ("You get no more mails about what you have not read.", "You get no more digests. In your settings you can ask for them again.")
    case .reset:
      (title, submit) = ("A new password", "Set the password")
      (text, done) = ("It takes the place of the one you have forgotten.", "You have a new password, and are signed out everywhere.")
    case .email:
      (title, submit) = ("Your new mail address", "Use this address")
      (text, done) = ("Confirm that the mail with the link reached you.", "Your account has its new mail address.")
    default:
      (title, submit) = ("Your mail address", "Confirm it")
      (text, done) = ("Confirm that the mail with the link reached you.", "Your mail address is confirmed.")
    }
  }
}
