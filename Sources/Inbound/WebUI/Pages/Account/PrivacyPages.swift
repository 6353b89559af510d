import ForumKernel
import Foundation

extension WebUI {
  /// An archive of what the forum knows of the visitor: asked for, made, fetched.
  func ownData(_ request: WebRequest) async throws -> WebResponse {
    try await formPage(.data, .account, request) { fields, visitor in
      let export = try await newestExport(visitor)
      fields["export"] = export?.fields
      fields["progress"] = export?.state
      fields["mayAsk"] = export?.state != "running"
    } act: { _, visitor in
      var sent: [String: FormValue] = [:]
      sent["password"] = .optional(request.field("password"))
      _ = try await visitor.api.send("POST", "me/export", sent, as: VisitorAPI.Ignored.self)
      return .begun
    }
  }

  /// The archive, as it is read from the store.
  func ownArchive(_ request: WebRequest) -> WebResponse {
    guard let token = request.visitor?.api.accessToken else { return signInFirst(request) }
    var response = WebResponse(status: 200, headers: [], body: [])
    response.passesOn = ("me/export/archive", token)
    return response
  }

  private func newestExport(_ visitor: Visitor) async throws -> ExportItem? {
    do {
      return try await visitor.api.get("me/export")
    } catch let failure as APIFailure where failure.status == 404 {
      return nil
    }
  }

  /// What an erasure would do in the mode that was chosen, and the form that asks for it. Its answer is the way to the receipt: the session has ended.
  func erase(_ request: WebRequest) async throws -> WebResponse {
    let mode = ErasureChoice(request.form == nil ? request.value("mode") : request.field("mode"))
    // A form that was sent twice gets the same answer, though the session has ended with the first.
    if request.visitor == nil, request.form != nil, let call = request.api, let token = SessionCookies(request.cookie).accessToken {
      do {
        return begun(try await ask(VisitorAPI(call: call, accessToken: token), mode, request), request)
      } catch let failure as APIFailure where failure.status == 401 {
        return signInFirst(request)
      }
    }
    var ticket: String?
    let response = try await formPage(.erase, .account, request) { fields, visitor in
      guard ticket == nil else { return }
      let preview: PreviewItem = try await visitor.api.get("me/erasure?mode=\(mode.rawValue)")
      fields["modes"] = ErasureChoice.allCases.map { choice in
        ["name": choice.rawValue, "meaning": choice.meaning, "chosen": choice == mode] as Fields
      }
      fields["mode"] = mode.rawValue
      fields["meaning"] = mode.meaning
      fields["stores"] = preview.stores.filter { $0.count > 0 }.map(\.fields)
      fields["exceptions"] = preview.exceptions.map(\.fields)
      fields["once"] = request.form == nil ? UUID().uuidString : request.field("once")
    } act: { _, visitor in
      ticket = try await ask(visitor.api, mode, request)
      return .shown
    }
    return ticket.map { begun($0, request) } ?? response
  }

  /// How far an erasure is, and its receipt.
  func erasure(_ request: WebRequest) async throws -> WebResponse {
    guard let call = request.api, let token = request.value("token") else { throw AppError.notFound("page") }
    let found: ErasureItem = try await VisitorAPI(call: call, accessToken: nil).get("erasure?token=\(PageAddress.encode(token))")
    var fields: Fields = [
      "title": found.state == "done" ? "The account is erased" : "The account is being erased", "progress": found.state,
      "isRunning": found.state != "done", "changed": found.changed, "meaning": ErasureChoice(found.mode).meaning,
      "asked": Timestamp(found.created_at).map { DisplayTime($0).fields },
    ]
    if let receipt = found.receipt, let said = try? JSONDecoder().decode(PreviewItem.self, from: Data(receipt.text.utf8)) {
      fields["receipt"] =
        [
          "ended": Timestamp(receipt.ended_at).map { DisplayTime($0).fields }, "text": receipt.text, "signature": receipt.signature,
          "key": receipt.key, "stores": said.stores.map(\.fields), "exceptions": said.exceptions.map(\.fields),
        ] as Fields
    }
    return page(.erasure, fields, to: request).secret
  }

  private func ask(_ api: VisitorAPI, _ mode: ErasureChoice, _ request: WebRequest) async throws -> String {
    struct Begun: Decodable { let token: String }
    var sent: [String: FormValue] = ["mode": .text(mode.rawValue)]
    sent["password"] = .optional(request.field("password"))
    sent["otp"] = .optional(request.field("otp"))
    let begun: Begun = try await api.send("POST", "me/erasure", sent, once: request.field("once"))
    return begun.token
  }

  private func begun(_ ticket: String, _ request: WebRequest) -> WebResponse {
    .seeOther(
      PageAddress.account(.erasure).path(("token", ticket)), cookies: SessionCookies.forgetting(isSecure: request.isSecure))
  }
}

/// How much goes, in the words of the API and of people.
private enum ErasureChoice: String, CaseIterable {
  case anonymise, content, all

  init(_ text: String?) { self = text.flatMap(ErasureChoice.init(rawValue:)) ?? .anonymise }

  var meaning: String {
    switch self {
    case .anonymise: "What you wrote stays, and nobody wrote it."
    case .content: "What you wrote is emptied; its places stay, so that the answers of others make sense."
    case .all: "What you wrote is emptied and out of sight, and your reactions are taken back."
    }
  }
}

private struct ExportItem: Decodable {
  let state: String
  let percent: Int64
  let entries: Int64
  let bytes: Int64
  let created_at: String
  let expires_at: String

  var fields: Fields {
    [
      "isRunning": state == "running", "isDone": state == "done", "hasFailed": state == "failed", "percent": percent, "entries": entries,
      "kilobytes": (bytes + 1023) / 1024, "href": AccountAddress.archive.rawValue, "since": Timestamp(created_at).map { DisplayTime($0).fields },
      "until": Timestamp(expires_at).map { DisplayTime($0).fields },
    ]
  }
}

private struct ErasureItem: Decodable {
  struct Receipt: Decodable {
    let ended_at: String
    let text: String
    let signature: String
    let key: String
  }

  let state: String
  let mode: String
  let changed: Int64
  let created_at: String
  let receipt: Receipt?
}

/// What was done, or would be, as the preview and the receipt say it.
private struct PreviewItem: Decodable {
  struct Entry: Decodable {
    let store: String
    let item: String
    let done: String
    let count: Int64

    var fields: Fields { ["item": item.replacing("_", with: " "), "done": done, "count": count > 0 ? count : nil] }
  }

  let stores: [Entry]
  let exceptions: [Entry]
}
