import Forum
import ForumKernel
import Foundation

/// Where moderators work.
enum DeskAddress {
  case queue
  case moderationCase(CaseID)
  case words
  /// What can be done with a thread as a whole.
  case thread(ThreadID)
  /// What was done about somebody.
  case member(String)

  static let templates = [
    "/moderation", "/moderation/words", "/moderation/cases/{case_id}", "/moderation/threads/{thread_id}", "/moderation/people/{handle}",
  ]

  /// `segments`: of the path, from `moderation` on.
  init?(_ segments: [String]) {
    let address: DeskAddress? =
      switch (segments.dropFirst().first, segments.count) {
      case (nil, 1): .queue
      case ("words", 2): .words
      case ("cases", 3): CaseID(segments[2]).map { .moderationCase($0) }
      case ("threads", 3): ThreadID(segments[2]).map { .thread($0) }
      case ("people", 3): segments[2].removingPercentEncoding.flatMap { $0.isEmpty ? nil : .member($0) }
      default: nil
      }
    guard let address else { return nil }
    self = address
  }

  var path: String {
    switch self {
    case .queue: "/moderation"
    case .words: "/moderation/words"
    case .moderationCase(let id): "/moderation/cases/\(id)"
    case .thread(let id): "/moderation/threads/\(id)"
    case .member(let handle): "/moderation/people/\(PageAddress.encode(handle))"
    }
  }
}
