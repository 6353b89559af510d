import Forum
import ForumKernel

private struct WordItem: Decodable {
  let id: String
  let word: String
  let action: String
  let replacement: String?

  var fields: Fields {
    ["id": id, "word": word, "action": WatchedWord.Action(rawValue: action).map(Self.meaning) ?? action, "replacement": replacement]
  }

  static func meaning(_ action: WatchedWord.Action) -> String {
    switch action {
    case .flag: "Put before the moderators"
    case .hold: "Wait for a moderator"
    case .reject: "Refuse"
    case .replace: "Replace"
    }
  }
}

extension WebUI {
  /// The words that are watched for in everything that is written.
  func watchedWords(_ visitor: Visitor, _ request: WebRequest) async throws -> WebResponse {
    var failure: APIFailure?
    if request.form != nil {
      do {
        try await changeWords(visitor, request)
        return .seeOther(request.path)
      } catch let refused as APIFailure where refused.status != 401 && refused.status != 403 {
        failure = refused
      }
    }
    let words: ItemList<WordItem> = try await visitor.api.get("moderation/watched-words")
    return page(
      .words,
      [
        "title": "Watched words", "words": words.items.map { $0.fields }, "isEmpty": words.items.isEmpty, "action": request.path,
        "actions": WatchedWord.Action.allCases.map {
          ["value": $0.rawValue, "name": WordItem.meaning($0), "current": $0.rawValue == request.field("action")] as Fields
        }, "word": request.field("word"), "replacement": request.field("replacement"), "hasFaults": failure != nil, "faults": failure?.fields,
      ], to: request, status: failure?.status ?? 200)
  }

  private func changeWords(_ visitor: Visitor, _ request: WebRequest) async throws {
    let id = request.field("remove")
    guard id.isEmpty else {
      _ = try await visitor.api.send("DELETE", "moderation/watched-words/\(PageAddress.encode(id))", nil, as: VisitorAPI.Ignored.self)
      return
    }
    var sent: [String: FormValue] = ["word": .text(request.field("word")), "action": .text(request.field("action"))]
    sent["replacement"] = .optional(request.field("replacement"))
    _ = try await visitor.api.send("POST", "moderation/watched-words", sent, as: VisitorAPI.Ignored.self)
  }
}
