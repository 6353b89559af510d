/// Pages that belong together, with the names that their common menu gives them.
struct Menu: Sendable {
  let label: String
  let entries: [(path: String, name: String)]

  static let account = Menu(
    label: "Your account",
    entries: [
      (AccountAddress.settings.rawValue, "Account"), (AccountAddress.reading.rawValue, "Reading"), (AccountAddress.sessions.rawValue, "Devices"),
      (AccountAddress.secondStep.rawValue, "Second step"), (AccountAddress.tokens.rawValue, "Tokens"),
      (AccountAddress.data.rawValue, "Your data"), (AccountAddress.erase.rawValue, "Erasure"),
    ])

  static let admin = Menu(
    label: "Administration",
    entries: [
      (AdminAddress.overview.rawValue, "Server"), (AdminAddress.jobs.rawValue, "Jobs"), (AdminAddress.members.rawValue, "Members"),
      (AdminAddress.roles.rawValue, "Roles"), (AdminAddress.categories.rawValue, "Categories"), (AdminAddress.tenants.rawValue, "Tenants"),
      (AdminAddress.audit.rawValue, "Audit"),
    ])
}

/// What a form on such a page did.
enum FormOutcome: String {
  case saved, mailed, password, ended, removed, begun
  /// Something that is seen once: secrets and codes.
  case shown

  /// What the page says after it, by the name that its address carries.
  static func sentence(_ name: String?) -> String? {
    switch name.flatMap(FormOutcome.init(rawValue:)) {
    case .saved: "Saved."
    case .mailed: "A mail with a link is on its way to the new address. The old one counts until you open it."
    case .password: "You have a new password. Your other devices are signed out."
    case .ended: "Signed out there."
    case .removed: "Removed."
    case .begun: "It was asked to run. What came of it is shown here soon."
    case .shown, nil: nil
    }
  }
}

extension WebUI {
  /// A page with a menu and forms that are sent to where it stands. What a form asked for is done by `act`, after which the browser gets the page anew
  /// with a sentence about it; what `act` puts into the fields is shown only now. `show` fills in the rest. Nobody else may keep such a page.
  func formPage(
    _ template: Templates.Name, _ menu: Menu, _ request: WebRequest, show: (inout Fields, Visitor) async throws -> Void,
    act: (inout Fields, Visitor) async throws -> FormOutcome
  ) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    var fields: Fields = [
      "action": request.path, "hasFaults": false, "faults": nil, "done": FormOutcome.sentence(request.value("done")), "menuLabel": menu.label,
      "menu": menu.entries.map { ["name": $0.name, "href": $0.path, "current": $0.path == request.path] as Fields },
      "title": menu.entries.first { $0.path == request.path }?.name,
    ]
    var status = 200
    if request.form != nil {
      do {
        let done = try await act(&fields, visitor)
        if done != .shown { return .seeOther("\(request.path)?done=\(done.rawValue)") }
      } catch let failure as APIFailure {
        (fields["hasFaults"], fields["faults"], status) = (true, failure.fields, failure.status)
      }
    }
    try await show(&fields, visitor)
    return page(template, fields, to: request, status: status).secret
  }
}

extension WebResponse {
  /// For pages that show something secret, or have it in their address: nobody keeps them.
  var secret: WebResponse {
    var response = self
    response.headers = response.headers.filter { $0.name != "ETag" && $0.name != "Cache-Control" } + [("Cache-Control", "no-store")]
    return response
  }
}
