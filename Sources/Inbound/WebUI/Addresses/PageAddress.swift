import Forum
import ForumKernel
import Foundation

/// Every page's address, read and written in one place.
enum PageAddress {
  case home
  case category(String)
  case tag(String)
  /// The slug is for people: pages are found by id.
  case thread(ThreadID, slug: String?)
  /// One post as a fragment of a thread's page.
  case livePost(ThreadID, PostID)
  /// The posts after a position as a fragment.
  case livePosts(ThreadID, after: Int64)
  /// A post or comment, wherever it is: leads to its place on a thread's page.
  case entry(RawID)
  case comments(PostID)
  case search
  /// What a search finds first, as a fragment: shown while somebody types.
  case hits
  case problem(String)
  case profile(String)
  case notifications
  case account(AccountAddress)
  /// Threads with unread posts.
  case unread
  /// Leads to the first post of a thread that its reader has not read.
  case firstUnread(ThreadID)
  case watched
  case bookmarks
  case mark(MarkAddress)
  /// A form by which a member tells the moderators what is wrong.
  case reportPost(PostID)
  case reportComment(CommentID)
  /// What a post said before.
  case revisions(PostID)
  case desk(DeskAddress)
  case admin(AdminAddress)
  /// Where a new forum's first administrator is made.
  case claim
  case newThread
  case reply(ThreadID)
  case comment(PostID)
  case edit(PostID)
  /// Takes forms only.
  case reaction(PostID)
  /// How a body will look, as a fragment.
  case preview
  /// Where somebody learns that what they wrote waits for a moderator.
  case waiting
  /// What a visitor has uploaded, and where they upload more.
  case files
  /// The bytes of an attachment, or its small picture.
  case file(AttachmentID, isThumbnail: Bool)
  /// The API, for people.
  case manual

  static let templates = [
    "/", "/c/{slug}", "/tags/{tag}", "/t/{thread_id}", "/t/{thread_id}/{slug}", "/t/{thread_id}/posts/{post_id}",
    "/t/{thread_id}/posts/after/{position}", "/p/{id}", "/p/{id}/comments", "/search", "/search/hits", "/problems/{slug}", "/u/{handle}", "/api",
    "/files", "/files/{attachment_id}/content", "/files/{attachment_id}/thumbnail", "/waiting", "/unread", "/unread/{thread_id}", "/watched",
    "/bookmarks",
  ]

  /// Pages with forms that are sent to where they stand.
  static let formTemplates =
    [
      "/notifications", "/claim", "/write/thread", "/write/reply/{thread_id}", "/write/comment/{post_id}", "/write/edit/{post_id}",
      "/write/reaction/{post_id}", "/write/preview",
      "/report/post/{post_id}", "/report/comment/{comment_id}", "/revisions/{post_id}",
    ] + AccountAddress.allCases.map(\.rawValue) + MarkAddress.templates + DeskAddress.templates + AdminAddress.allCases.map(\.rawValue)

  /// `path` is percent-encoded and begins with a slash.
  init?(path: String) {
    let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch segments.first {
    case "": self = .home
    case "c": self.init(segments) { .category($0) }
    case "tags": self.init(segments) { .tag($0) }
    case "problems": self.init(segments) { .problem($0) }
    case "search" where segments == ["search", "hits"]: self = .hits
    case "search": self = .search
    case "u": self.init(segments) { .profile($0) }
    case "notifications" where segments.count == 1: self = .notifications
    case "files" where segments.count == 1: self = .files
    case "files" where segments.count == 3 && ["content", "thumbnail"].contains(segments[2]):
      guard let id = AttachmentID(segments[1]) else { return nil }
      self = .file(id, isThumbnail: segments[2] == "thumbnail")
    case "waiting" where segments.count == 1: self = .waiting
    case "api" where segments.count == 1: self = .manual
    case "claim" where segments.count == 1: self = .claim
    case "account":
      guard let address = AccountAddress(rawValue: path) else { return nil }
      self = .account(address)
    case "report" where segments.count == 3 && segments[1] == "post":
      guard let id = PostID(segments[2]) else { return nil }
      self = .reportPost(id)
    case "report" where segments.count == 3 && segments[1] == "comment":
      guard let id = CommentID(segments[2]) else { return nil }
      self = .reportComment(id)
    case "revisions" where segments.count == 2:
      guard let id = PostID(segments[1]) else { return nil }
      self = .revisions(id)
    case "moderation":
      guard let address = DeskAddress(segments) else { return nil }
      self = .desk(address)
    case "admin":
      guard let address = AdminAddress(rawValue: path) else { return nil }
      self = .admin(address)
    case "mark":
      guard let address = MarkAddress(segments) else { return nil }
      self = .mark(address)
    case "unread" where segments.count == 2:
      guard let id = ThreadID(segments[1]) else { return nil }
      self = .firstUnread(id)
    case "unread" where segments.count == 1: self = .unread
    case "watched" where segments.count == 1: self = .watched
    case "bookmarks" where segments.count == 1: self = .bookmarks
    case "write": self.init(writing: segments)
    case "t": self.init(thread: segments)
    case "p": self.init(entry: segments)
    default: return nil
    }
    if case .home = self, segments.count != 1 { return nil }
    if case .search = self, segments.count != 1 { return nil }
  }

  private init?(_ segments: [String], _ make: (String) -> PageAddress) {
    guard segments.count == 2, let text = segments[1].removingPercentEncoding, !text.isEmpty else { return nil }
    self = make(text)
  }

  private init?(thread segments: [String]) {
    guard segments.count > 1, let id = ThreadID(segments[1]) else { return nil }
    switch segments.count {
    case 2: self = .thread(id, slug: nil)
    case 3: self = .thread(id, slug: segments[2].removingPercentEncoding)
    case 4:
      guard segments[2] == "posts", let post = PostID(segments[3]) else { return nil }
      self = .livePost(id, post)
    case 5:
      guard segments[2] == "posts", segments[3] == "after", let position = Int64(segments[4]), position >= 0 else { return nil }
      self = .livePosts(id, after: position)
    default: return nil
    }
  }

  private init?(writing segments: [String]) {
    switch (segments.dropFirst().first, segments.count) {
    case ("thread", 2): self = .newThread
    case ("preview", 2): self = .preview
    case ("reply", 3):
      guard let id = ThreadID(segments[2]) else { return nil }
      self = .reply(id)
    case (let what?, 3):
      guard let id = PostID(segments[2]) else { return nil }
      switch what {
      case "comment": self = .comment(id)
      case "edit": self = .edit(id)
      case "reaction": self = .reaction(id)
      default: return nil
      }
    default: return nil
    }
  }

  private init?(entry segments: [String]) {
    guard segments.count > 1, let id = RawID(segments[1]), id.isVersion7 else { return nil }
    if segments.count == 2 {
      self = .entry(id)
    } else if segments.count == 3 && segments[2] == "comments" {
      self = .comments(ID(id))
    } else {
      return nil
    }
  }

  var path: String {
    switch self {
    case .home: "/"
    case .category(let slug): "/c/\(Self.encode(slug))"
    case .tag(let tag): "/tags/\(Self.encode(tag))"
    case .thread(let id, let slug): "/t/\(id)" + (slug.map { "/\(Self.encode($0))" } ?? "")
    case .livePost(let thread, let post): "/t/\(thread)/posts/\(post)"
    case .livePosts(let thread, let position): "/t/\(thread)/posts/after/\(position)"
    case .entry(let id): "/p/\(id)"
    case .comments(let post): "/p/\(post)/comments"
    case .search: "/search"
    case .hits: "/search/hits"
    case .problem(let slug): "/problems/\(Self.encode(slug))"
    case .profile(let handle): "/u/\(Self.encode(handle))"
    case .notifications: "/notifications"
    case .account(let address): address.rawValue
    case .unread: "/unread"
    case .firstUnread(let thread): "/unread/\(thread)"
    case .watched: "/watched"
    case .bookmarks: "/bookmarks"
    case .mark(let address): address.path
    case .reportPost(let id): "/report/post/\(id)"
    case .reportComment(let id): "/report/comment/\(id)"
    case .revisions(let id): "/revisions/\(id)"
    case .desk(let address): address.path
    case .admin(let address): address.rawValue
    case .claim: "/claim"
    case .newThread: "/write/thread"
    case .reply(let thread): "/write/reply/\(thread)"
    case .comment(let post): "/write/comment/\(post)"
    case .edit(let post): "/write/edit/\(post)"
    case .reaction(let post): "/write/reaction/\(post)"
    case .preview: "/write/preview"
    case .waiting: "/waiting"
    case .files: "/files"
    case .file(let id, let isThumbnail): "/files/\(id)/\(isThumbnail ? "thumbnail" : "content")"
    case .manual: "/api"
    }
  }

  /// The path with a query; values are encoded, names are ours.
  func path(_ query: (name: String, value: String)...) -> String { path(query) }

  func path(_ query: [(name: String, value: String)]) -> String {
    query.isEmpty ? path : path + "?" + query.map { "\($0.name)=\(Self.encode($0.value))" }.joined(separator: "&")
  }

  static func encode(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  /// RFC 3986 §2.3.
  private static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

extension PageAddress {
  /// The address of a thread with its slug.
  init(_ thread: ForumThread) { self = .thread(thread.id, slug: thread.slug) }
}

extension PageAddress {
  /// Whether it matters who asks. Whoever leaves needs no new tokens, and must get away also when nobody can be looked up.
  var needsVisitor: Bool {
    if case .account(.signOut) = self { return false }
    return true
  }
}
