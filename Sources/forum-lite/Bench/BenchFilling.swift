import ForumKernel
import Foundation
import NIOCore
import NIOHTTP1

/// Makes the content of an empty forum over its API, with several connections at once.
struct BenchFilling: Sendable {
  private static let connectionsMax = 8

  private struct Item: Decodable { let id: String }
  private struct Page: Decodable { let items: [Item] }
  private struct Session: Decodable {
    let token: String

    enum CodingKeys: String, CodingKey { case token = "access_token" }
  }
  private struct Success<Content: Decodable>: Decodable { let data: Content }
  private struct Thread: Sendable {
    let id: String
    let posts: [String]
    let connection: BenchConnection
  }

  let threads: Int
  /// In each thread, with the one that opens it.
  let posts: Int

  /// `progress` is told how many posts there are. Throws `unavailable` (`not_filled`) when the forum refuses or does not answer.
  func fill(_ port: Int, on loop: any EventLoop, progress: (Int) -> Void) async throws -> BenchForum {
    var idle: [BenchConnection] = []
    defer { for connection in idle { connection.close() } }
    for _ in 0..<min(threads, Self.connectionsMax) { idle.append(try await .open(port, on: loop)) }
    let token = try await logIn(idle[0])
    let categories = try await ask(idle[0], .get("/api/v1/categories"), Page.self).items
    guard let category = categories.first?.id else { throw AppError(.unavailable, "not_filled", "The new forum has no category to write in.") }
    var made: [Thread] = []
    try await withThrowingTaskGroup(of: Thread.self) { group in
      for number in 0..<threads {
        if idle.isEmpty, let thread = try await group.next() {
          made.append(thread)
          idle.append(thread.connection)
          progress(made.count * posts)
        }
        let connection = idle.removeLast()
        group.addTask { try await thread(number, in: category, token, over: connection) }
      }
      for try await thread in group {
        made.append(thread)
        idle.append(thread.connection)
      }
    }
    // The first searches would be of an index that is still at work.
    _ = try await answer(idle[0], .get("/api/v1/search?wait=indexed&q=engine"))
    return BenchForum(token: token, threads: made.map(\.id), posts: made.flatMap(\.posts))
  }

  private func logIn(_ connection: BenchConnection) async throws -> String {
    let password = UUID().uuidString
    _ = try await answer(
      connection, .post("/api/v1/auth/register", ["handle": "bench", "email": "bench@example.org", "password": password]))
    return try await ask(connection, .post("/api/v1/auth/sessions", ["login": "bench", "password": password]), Session.self).token
  }

  private func thread(_ number: Int, in category: String, _ token: String, over connection: BenchConnection) async throws -> Thread {
    let opening = ["category_id": category, "title": "Thread \(number)", "body": BenchForum.text(number)]
    let id = try await ask(connection, .post("/api/v1/threads", opening, token: token), Item.self).id
    for post in 1..<max(posts, 1) {
      try Task.checkCancellation()
      let body = BenchForum.text(number * posts + post)
      _ = try await answer(connection, .post("/api/v1/threads/\(id)/posts", ["body": body], token: token))
    }
    let first = try await ask(connection, .get("/api/v1/threads/\(id)/posts?limit=\(BenchForum.postsAsked)"), Page.self)
    return Thread(id: id, posts: first.items.map(\.id), connection: connection)
  }

  private func ask<Content: Decodable>(_ connection: BenchConnection, _ request: BenchRequest, _ type: Content.Type) async throws -> Content {
    let body = try await answer(connection, request).body
    return try JSONDecoder().decode(Success<Content>.self, from: Data(body.readableBytesView)).data
  }

  private func answer(_ connection: BenchConnection, _ request: BenchRequest) async throws -> BenchAnswer {
    let what = "\(request.head.method) \(request.head.uri)"
    let answer: BenchAnswer
    do { answer = try await connection.send(request) } catch {
      throw AppError(.unavailable, "not_filled", "The new forum could not be filled: \(what): \(error).")
    }
    guard answer.isSuccess else {
      throw AppError(
        .unavailable, "not_filled", "The new forum could not be filled: \(what) was answered \(answer.status): \(String(buffer: answer.body))")
    }
    return answer
  }
}
