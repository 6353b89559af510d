import Foundation
import Support
import Testing

/// Several topics in one stream of Server-Sent Events.
@Suite(.timeLimit(.minutes(5))) struct TopicStreamTests {
  /// Follows topics until `count` events have come: their ids, names and data.
  private func events(
    _ port: Int, _ client: Client, _ topics: [String], after id: String? = nil, count: Int, _ began: @Sendable () async throws -> Void = {}
  ) async throws -> [(id: String, name: String, data: JSON)] {
    var events: [(id: String, name: String, data: JSON)] = []
    try await RawConnection.open(port) { connection in
      var head = "GET /api/v1/events?topics=\(topics.joined(separator: ",")) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(client.token ?? "")\r\n"
      if let id { head += "Last-Event-ID: \(id)\r\n" }
      try await connection.send(head + "\r\n")
      _ = try await connection.read(through: "retry: 3000\n")
      try await began()
      while events.count < count {
        // The lengths of the chunks stand on lines of their own.
        let text = try await connection.read(through: "\n\n").replacing("\r\n", with: "\n")
        let fields = text.split(separator: "\n").compactMap { line -> (Substring, Substring)? in
          line.firstRange(of: ": ").map { (line[..<$0.lowerBound], line[$0.upperBound...]) }
        }
        let values = Dictionary(fields) { $1 }
        guard let data = values["data"], let name = values["event"], let id = values["id"] else { continue }
        events.append((String(id), String(name), try JSON(data.utf8)))
      }
    }
    return events
  }

  @Test("events of all topics come in one order, each with its topics, and again after a Last-Event-ID")
  func replay() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bob = try await forum.member("bob")
      let first = try await forum.thread(by: ada)["id"].text
      let second = try await forum.thread(by: ada)["id"].text
      let other = try await forum.thread(by: ada)["id"].text
      let topics = ["threads/\(first)", "threads/\(second)", "notifications"]
      try await forum.listening { port in
        let live = try await events(port, ada, topics, count: 4) {
          for thread in [first, other, second] { try await bob.post("threads/\(thread)/posts", ["body": "x"]).expect(201) }
        }
        let posts = live.filter { $0.name == "post.created" }
        #expect(posts.map { $0.data["topics"][0].text } == [topics[0], topics[1]])
        #expect(posts[0].data["data"]["post"]["body"].text == "x" && posts[0].data["specversion"].text == "1.0")
        #expect(live.filter { $0.name == "notification.created" }.allSatisfy { $0.data["topics"][0].text == "notifications" })
        let again = try await events(port, ada, topics, after: live[0].id, count: 3)
        #expect(again.map(\.id) == live.dropFirst().map(\.id))
        let gone = try await events(port, ada, topics, after: "old-1", count: 1)
        #expect(gone[0].name == "reset" && gone[0].data["reason"].text == "position_gone")
      }
    }
  }

  @Test("who follows a thread, its category or both is shown the thread that changed")
  func changedThread() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)
      let topics = ["threads/\(thread["id"].text)", "categories/\(thread["category_id"].text)"]
      try await forum.listening { port in
        for followed in [[topics[0]], [topics[1]], topics] {
          let events = try await events(port, ada, followed, count: 1) {
            try await ada.call("PATCH", "threads/\(thread["id"].text)", ["title": "Followed by \(followed.count)"]).expect(200)
          }
          #expect(events[0].name == "thread.changed" && events[0].data["data"]["thread"]["title"].text == "Followed by \(followed.count)")
        }
      }
    }
  }

  @Test("a topic that is named more than once is one topic")
  func repeated() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      try await forum.listening { port in
        try await RawConnection.open(port) { connection in
          let topics = Array(repeating: "threads/\(thread)", count: 3).joined(separator: ",")
          try await connection.send("GET /api/v1/events?topics=\(topics) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(ada.token ?? "")\r\n\r\n")
          _ = try await connection.read(through: "retry: 3000\n")
          try await ada.post("threads/\(thread)/posts", ["body": "x"]).expect(201)
          let text = try await connection.read(through: "\n\n")
          #expect(text.contains(#"{"topics":["threads/\#(thread)"],"#) && text.ranges(of: #""post":{"#).count == 1, "\(text)")
        }
      }
    }
  }

  @Test("a thread that goes from one followed category to another is one event of both, and stands in it once")
  func moved() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (from, to) = (try await forum.category(), try await root.post("categories", ["name": "Looms"]).expect(201).data["id"].text)
      let thread = try await forum.thread(by: root)["id"].text
      try await forum.listening { port in
        try await RawConnection.open(port) { connection in
          try await connection.send("GET /api/v1/events?topics=categories/\(from),categories/\(to) HTTP/1.1\r\nHost: a\r\n\r\n")
          _ = try await connection.read(through: "retry: 3000\n")
          try await root.post("threads/\(thread)/move", ["category_id": to]).expect(200)
          let text = try await connection.read(through: "\n\n")
          #expect(text.contains(#"{"topics":["categories/\#(from)","categories/\#(to)"],"#) && text.ranges(of: #""thread":{"#).count == 1, "\(text)")
        }
      }
    }
  }

  @Test("topics that can't be followed are refused before the stream begins")
  func refusals() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      try await ada.get("events").expect(422, "validation_failed")
      try await ada.get("events?topics=weather").expect(422, "validation_failed")
      try await ada.get("events?topics=presence/threads/0190a0a0-0000-7000-8000-000000000000").expect(422, "validation_failed")
      try await ada.get("events?topics=moderation/queue").expect(403, "permission_missing")
      try await ada.get("events?topics=threads/0190a0a0-0000-7000-8000-000000000000").expect(404, "thread_not_found")
      try await forum.visitor.get("events?topics=notifications").expect(401, "sign_in_required")
      try await ada.get("live").expect(426, "upgrade_required")
    }
  }

  @Test("a session that ends ends its streams")
  func session() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      try await forum.listening { port in
        try await RawConnection.open(port) { connection in
          try await connection.send(
            "GET /api/v1/events?topics=notifications HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(ada.token ?? "")\r\n\r\n")
          _ = try await connection.read(through: "retry: 3000\n")
          try await ada.delete("auth/sessions/current").expect(204)
          #expect(try await connection.read(through: "0\r\n\r\n").hasSuffix("0\r\n\r\n"))
        }
      }
    }
  }
}
