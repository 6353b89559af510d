import Forum
import ForumKernel

/// A case as the API tells it.
struct CaseItem: Decodable {
  struct Author: Decodable { let handle: String }

  let id: String
  let state: String
  let origin: String
  let category_id: String
  let thread_title: String
  let post_id: String
  let comment_id: String?
  let author: Author?
  let excerpt: String
  let withheld: String?
  let flag_count: Int64
  let claimed_by: String?
  let outcome: String?
  let opened_at: String

  func fields(category: String?) -> Fields {
    [
      "href": CaseID(id).map { DeskAddress.moderationCase($0).path }, "thread": thread_title, "category": category, "origin": Self.name(origin),
      "author": author?.handle, "authorHistory": author.map { DeskAddress.member($0.handle).path }, "excerpt": excerpt,
      "withheld": withheld.map(Self.name), "flagCount": flag_count == 0 ? nil : flag_count, "flagWord": flag_count == 1 ? "report" : "reports",
      "claimedBy": claimed_by, "outcome": outcome.map(Self.name), "opened": Timestamp(opened_at).map { DisplayTime($0).fields },
      "entry": "/p/\(comment_id ?? post_id)", "isComment": comment_id != nil,
    ]
  }

  /// The API's words for people.
  static func name(_ word: String) -> String {
    switch word {
    case "flag": "Reported"
    case "approval": "First post"
    case "held": "Not public yet"
    case "hidden": "Hidden"
    default: word.prefix(1).uppercased() + word.dropFirst().replacing("_", with: " ")
    }
  }
}

/// A report as moderators see it.
struct FlagItem: Decodable {
  let reporter_handle: String?
  let reason: String
  let note: String?
  let verdict: String?
  let created_at: String

  var fields: Fields {
    [
      "who": reporter_handle ?? "A deleted account", "reason": CaseItem.name(reason), "note": note, "verdict": verdict,
      "time": Timestamp(created_at).map { DisplayTime($0).fields },
    ]
  }
}

/// A line of a history.
struct CaseLine: Decodable {
  /// What can be decided, with what it means.
  static let decisions: [(action: String, meaning: String)] = [
    ("approve", "It is right: publish it"), ("dismiss", "Nothing is to be done"), ("hide", "Hide it"), ("delete", "Delete it"),
    ("warn", "Warn its author"), ("silence", "Hide it, and silence its author"), ("suspend", "Hide it, and suspend its author"),
  ]

  let kind: String
  let action: String?
  let actor_handle: String?
  let note: String?
  let until: String?
  let created_at: String

  var fields: Fields {
    // A silence or suspension of an account, which can be ended from here.
    let restriction = kind == "decided" && (action == "silence" || action == "suspend") ? action : nil
    return [
      "who": actor_handle ?? "The forum", "what": CaseItem.name(kind).lowercased(), "decision": action.map { CaseItem.name($0).lowercased() },
      "note": note, "until": until.flatMap(Timestamp.init).map { DisplayTime($0).fields },
      "time": Timestamp(created_at).map { DisplayTime($0).fields },
      "lift": restriction.map { ["kind": $0 == "silence" ? "silence" : "suspension"] as Fields },
    ]
  }
}
