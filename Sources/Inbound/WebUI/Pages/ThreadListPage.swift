import Forum
import ForumKernel

/// Which threads a list page shows.
enum ThreadListTopic {
  case home
  case category(String)
  case tag(String)
  /// With posts that the visitor has not read.
  case unread
  /// That the visitor watches or tracks.
  case watched

  var needsVisitor: Bool {
    switch self {
    case .unread, .watched: true
    case .home, .category, .tag: false
    }
  }
}

extension WebUI {
  /// Pinned threads, then threads by their last post, page by page.
  func threadList(_ topic: ThreadListTopic, _ request: WebRequest) async throws -> WebResponse {
    if topic.needsVisitor, request.visitor == nil { return signInFirst(request) }
    let categories = try await reader.categories(request.scope)
    let list = try ThreadList(topic, categories)
    let scope = "web:\(request.tenant):\(list.address.path)"
    let after = try request.value("cursor").map { text throws(AppError) in try cursors.decode(text, scope: scope) }
    var query = list.query
    let page = try await threads(query, PageRequest(limit: WebLimits.threadsPerPage, after: after), request)
    query.pinned = true
    let pinned = list.hasPinned ? try await threads(query, PageRequest(limit: WebLimits.pinnedMax), request).items : []
    let shownOnTop = Set(pinned.map(\.thread.id))
    let names = Dictionary(categories.map { ($0.category.id, $0.category) }) { first, _ in first }
    func rows(_ threads: [ThreadView]) -> [Fields] { threads.map { Fields($0, category: list.isMixed ? names[$0.thread.categoryID] : nil) } }
    let threads = rows(page.items.filter { !shownOnTop.contains($0.thread.id) })
    let top = after == nil ? rows(pinned) : []
    return self.page(
      .threads,
      [
        "title": list.title, "heading": list.heading, "description": list.description, "canonical": list.address.path,
        "isHome": list.isHome, "isUnread": list.query.filter == .unread, "isWatched": list.query.filter == .watched, "isPlain": list.hasPinned,
        "watch": try await watching(list.query.category, list.address, request),
        "categories": categories.map { Fields($0, isCurrent: $0.category.id == list.query.category) },
        "pinned": top, "threads": threads, "isEmpty": top.isEmpty && threads.isEmpty,
        "hasPages": after != nil || page.next != nil, "newest": after == nil ? nil : list.address.path,
        "older": page.next.map { list.address.path(("cursor", cursors.encode($0, scope: scope))) },
      ], to: request)
  }

  /// A visitor's lists know what they have not read.
  private func threads(_ query: ThreadQuery, _ page: PageRequest, _ request: WebRequest) async throws -> Page<ThreadView> {
    guard let visitor = request.visitor else { return try await reader.threads(request.scope, query, page) }
    return try await attention.threads(request.scope, query, for: visitor.id, page)
  }

  /// How much the visitor wants to hear of this category.
  private func watching(_ category: CategoryID?, _ address: PageAddress, _ request: WebRequest) async throws -> Fields? {
    guard let category, let visitor = request.visitor else { return nil }
    let said = try await attention.categoryWatches(of: visitor.id, request.scope).first { $0.categoryID == category }
    return Fields(watching: said?.level, at: .category(category), next: address.path)
  }
}

/// What tells one thread list from another.
private struct ThreadList {
  let address: PageAddress
  let query: ThreadQuery
  let title: String?
  let heading: String
  let description: String?
  let isHome: Bool
  /// Holds threads of several categories.
  let isMixed: Bool
  /// Shows pinned threads on top.
  var hasPinned: Bool { query.filter == nil }

  /// Throws `notFound` for a category that does not exist.
  init(_ topic: ThreadListTopic, _ categories: [CategoryView]) throws(AppError) {
    switch topic {
    case .home:
      address = .home
      query = ThreadQuery()
      (title, heading, description) = (nil, "Recent discussions", nil)
    case .category(let slug):
      guard let category = categories.first(where: { $0.category.slug == slug })?.category else { throw AppError.notFound("category") }
      address = .category(slug)
      query = ThreadQuery(category: category.id)
      (title, heading, description) = (category.name, category.name, category.description.isEmpty ? nil : category.description)
    case .tag(let tag):
      address = .tag(tag)
      query = ThreadQuery(tag: tag)
      (title, heading, description) = ("Tagged \(tag)", "Tagged “\(tag)”", nil)
    case .unread:
      address = .unread
      query = ThreadQuery(filter: .unread)
      (title, heading, description) = ("Unread", "Unread", "Threads with posts that you have not read.")
    case .watched:
      address = .watched
      query = ThreadQuery(filter: .watched)
      (title, heading, description) = ("Watched", "Watched", "Threads that you watch or track.")
    }
    if case .home = topic { isHome = true } else { isHome = false }
    isMixed = query.category == nil
  }
}

extension Fields {
  fileprivate init(_ view: CategoryView, isCurrent: Bool) {
    self = [
      "name": view.category.name, "href": PageAddress.category(view.category.slug).path, "count": view.threadCount, "current": isCurrent,
    ]
  }

  fileprivate init(_ view: ThreadView, category: Category?) {
    let thread = view.thread
    let replies = max(0, thread.postCount - 1)
    self = [
      "title": thread.title, "href": PageAddress(thread).path, "pinned": thread.isPinned, "locked": thread.isLocked,
      "unread": view.unread.flatMap { $0 == 0 ? nil : $0 > WebLimits.unreadShownMax ? "\(WebLimits.unreadShownMax)+" : String($0) },
      "firstUnread": PageAddress.firstUnread(thread.id).path,
      "category": category.map { ["name": $0.name, "href": PageAddress.category($0.slug).path] as Fields }, "author": Fields(author: view.author),
      "tags": Fields.tags(thread.tags), "replies": replies, "repliesWord": replies == 1 ? "reply" : "replies",
      "time": DisplayTime(thread.lastPostAt).fields,
    ]
  }

  /// Links to the lists of these tags.
  static func tags(_ tags: TagSet) -> [Fields] {
    tags.values.map { ["name": $0, "href": PageAddress.tag($0).path] }
  }
}
