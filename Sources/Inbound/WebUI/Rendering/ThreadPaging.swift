import Forum
import ForumKernel

/// How a thread's positions fall on pages.
struct ThreadPaging {
  private static let size = Int64(WebLimits.postsPerPage)

  let address: PageAddress
  let count: Int64

  init(_ thread: ForumThread) {
    address = PageAddress(thread)
    count = max(1, (thread.nextPosition - 2) / Self.size + 1)
  }

  func request(_ number: Int64) -> PageRequest {
    PageRequest(limit: WebLimits.postsPerPage, after: PagePosition(key: (number - 1) * Self.size, id: .max))
  }

  func lastPosition(_ number: Int64) -> Int64 { number * Self.size }
  func number(of post: Post) -> Int64 { (post.position - 1) / Self.size + 1 }
  var lastPath: String { path(count) }
  /// To the post's place on its page.
  func path(of post: Post) -> String { path(number(of: post)) + "#p-\(post.id)" }
  func path(_ number: Int64) -> String { number == 1 ? address.path : address.path(("page", String(number))) }

  func fields(_ number: Int64) -> Fields {
    [
      "number": number, "count": count, "first": number > 2 ? path(1) : nil, "previous": number > 1 ? path(number - 1) : nil,
      "next": number < count ? path(number + 1) : nil, "latest": number + 1 < count ? path(count) : nil,
    ]
  }
}
