import Forum
import ForumKernel
import Foundation

/// Where forms about a reader's own marks go. Nothing stands there: they lead on to where the form was.
enum MarkAddress {
  /// How much the reader wants to hear of a thread.
  case thread(ThreadID)
  case category(CategoryID)
  /// A bookmark.
  case post(PostID)
  /// Whom the reader ignores.
  case user(String)
  /// Everything counts as read.
  case everything

  static let templates = [
    "/mark/thread/{thread_id}", "/mark/category/{category_id}", "/mark/post/{post_id}", "/mark/user/{handle}", "/mark/everything",
  ]

  /// `segments`: of the path, from `mark` on.
  init?(_ segments: [String]) {
    if segments == ["mark", "everything"] {
      self = .everything
      return
    }
    guard segments.count == 3 else { return nil }
    let mark: MarkAddress? =
      switch segments[1] {
      case "thread": ThreadID(segments[2]).map { .thread($0) }
      case "category": CategoryID(segments[2]).map { .category($0) }
      case "post": PostID(segments[2]).map { .post($0) }
      case "user": segments[2].removingPercentEncoding.flatMap { $0.isEmpty ? nil : .user($0) }
      default: nil
      }
    guard let mark else { return nil }
    self = mark
  }

  var path: String {
    switch self {
    case .thread(let id): "/mark/thread/\(id)"
    case .category(let id): "/mark/category/\(id)"
    case .post(let id): "/mark/post/\(id)"
    case .user(let handle): "/mark/user/\(PageAddress.encode(handle))"
    case .everything: "/mark/everything"
    }
  }
}
