/// The content that is measured with, and the requests about it.
struct BenchForum: Sendable {
  /// So many posts of each thread are asked for by themselves.
  static let postsAsked = 5
  private static let postWords = 40
  private static let words = "the engine weaves algebraic patterns just as a loom weaves flowers and leaves of every kind and colour".split(
    separator: " ")

  /// Of the member who writes.
  let token: String
  /// Ids.
  let threads: [String]
  let posts: [String]

  func requests(for work: BenchWork) throws -> [BenchRequest] {
    switch work {
    case .get: posts.map { .get("/api/v1/posts/\($0)") }
    case .list: threads.map { .get("/api/v1/threads/\($0)/posts?limit=30") }
    case .search: Self.words.indices.map { .get("/api/v1/search?q=\(Self.words[$0])%20\(Self.words[$0 * 3 % Self.words.count])") }
    case .create:
      try threads.enumerated().map { number, thread in
        try .post("/api/v1/threads/\(thread)/posts", ["body": Self.text(number)], token: token)
      }
    }
  }

  /// Some sentence, another one for most numbers.
  static func text(_ number: Int) -> String {
    (0..<postWords).map { words[(number * 7 + $0 * (1 + number % 5)) % words.count] }.joined(separator: " ")
  }
}
