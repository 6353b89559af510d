import ForumKernel
import Foundation
import HTTPTypes
import Support
import Testing

@Suite("Batches") struct BatchJourneys {
  @Test("each operation has a result of its own, and what one did stays when another one fails")
  func results() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let results = try await ada.post(
        "batch",
        [
          "operations": [
            ["method": "POST", "path": "threads/\(thread)/posts", "body": ["body": "one"]],
            ["method": "POST", "path": "threads/\(thread)/posts", "body": ["body": ""]],
            ["method": "GET", "path": "me"],
            ["method": "DELETE", "path": "posts/none"],
          ] as [[String: Any]]
        ]
      ).expect(200).data["results"].items
      #expect(results.map { $0["status"].number } == [201, 422, 200, 400])
      let post = results[0]["body"]["data"]["id"].text
      #expect(results[0]["location"].text == "/api/v1/posts/\(post)" && !results[0]["etag"].isNull)
      #expect(results[1]["body"]["errors"].items.first?["pointer"].text == "/body")
      #expect(results[2]["body"]["data"]["handle"].text == "ada")
      #expect(try await ada.get("posts/\(post)").expect(200).data["body"].text == "one")
    }
  }

  @Test("a batch that stops at an error tries nothing after it, and says so of each")
  func stopping() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let path = "threads/\(thread)/posts"
      let results = try await ada.post(
        "batch",
        [
          "stop_at_error": true,
          "operations": [
            ["method": "POST", "path": path, "body": ["body": "one"]], ["method": "POST", "path": "threads/none/posts", "body": ["body": "two"]],
            ["method": "POST", "path": path, "body": ["body": "three"]],
          ] as [[String: Any]],
        ]
      ).expect(200).data["results"].items
      #expect(results.map { $0["status"].number } == [201, 400, 424])
      #expect(results[2]["body"]["code"].text == "operation_not_tried")
      #expect(try await ada.get("threads/\(thread)/posts").data["items"].items.map { $0["body"].text }.contains("three") == false)
    }
  }

  @Test("an operation sees the version and the key that it brings, as a request of its own would")
  func conditions() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let create: [String: Any] = [
        "method": "POST", "path": "threads/\(thread)/posts", "body": ["body": "one"], "idempotency_key": "once",
      ]
      let twice = try await ada.post("batch", ["operations": [create, create]]).expect(200).data["results"].items
      let post = twice[0]["body"]["data"]["id"].text
      #expect(twice[1]["body"]["data"]["id"].text == post)
      func edit(_ text: String, _ tag: String?) -> [String: Any] {
        ["method": "PATCH", "path": "posts/\(post)", "body": ["body": text], "if_match": tag ?? NSNull()]
      }
      let edits = try await ada.post(
        "batch", ["operations": [edit("two", twice[0]["etag"].text), edit("three", twice[0]["etag"].text), edit("four", nil)]])
      #expect(edits.data["results"].items.map { $0["status"].number } == [200, 412, 428])
    }
  }

  @Test("nobody does by a batch what they may not do, and every operation counts against the limit of requests")
  func permissions() async throws {
    try await withForum(["rate_limit.enabled": "true", "rate_limit.write": "8"]) { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: ada)
      let posts = try await ada.get("threads/\(thread["id"].text)/posts").data["items"].items
      let delete: [String: Any] = ["method": "DELETE", "path": "posts/\(posts[0]["id"].text)"]
      #expect(try await bob.post("batch", ["operations": [delete]]).expect(200).data["results"].items.map { $0["status"].number } == [403])
      #expect(
        try await forum.visitor.post("batch", ["operations": [["method": "GET", "path": "me"]]]).expect(200).data["results"].items
          .map { $0["status"].number } == [401])
      let many = Array(repeating: delete, count: 10)
      let statuses = try await bob.post("batch", ["operations": many]).expect(200).data["results"].items.map { $0["status"].number }
      #expect(statuses.contains(403) && statuses.last == 429)
    }
  }

  @Test(
    "what answers no JSON as a whole, and a batch itself, is no part of a batch",
    arguments: [("POST", "batch"), ("GET", "events?topics=forum"), ("GET", "live"), ("GET", "../../openapi.json")])
  func refused(method: String, path: String) async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let answer = try await ada.post("batch", ["operations": [["method": method, "path": path]]]).expect(200)
      #expect([404, 422].contains(answer.data["results"].items[0]["status"].number))
    }
  }

  @Test("faults of the batch itself are told all at once, and nothing of it is done")
  func faults() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let answer = try await ada.post(
        "batch",
        [
          "operations": [
            ["method": "TRACE", "path": "me"], ["method": "GET", "path": "a b"], ["method": "GET", "path": "me", "when": 1] as [String: Any],
          ]
        ])
      let pointers = Set(try answer.expect(422).json["errors"].items.map { $0["pointer"].text })
      #expect(pointers == ["/operations/0/method", "/operations/1/path", "/operations/2/when"])
      try await ada.post("batch", ["operations": [String]()]).expect(422)
    }
  }

  @Test("a batch that is sent again with its key writes nothing twice")
  func again() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let create: [String: Any] = ["method": "POST", "path": "threads/\(thread)/posts", "body": ["body": "one"]]
      var posts: [[String]] = []
      for _ in 0..<2 {
        let answer = try await ada.post("batch", ["operations": [create, create]], [Header.idempotencyKey: "twice"]).expect(200)
        #expect(answer.headers[.cacheControl] == "no-store")
        posts.append(answer.data["results"].items.map { $0["body"]["data"]["id"].text })
      }
      #expect(posts[0] == posts[1] && Set(posts[0]).count == 2)
    }
  }

  @Test("what keeps no answer is not done a second time when its batch comes again, and says so")
  func onceTried() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let operations: [[String: Any]] = [
        ["method": "POST", "path": "me/tokens", "body": ["name": "a bot", "scopes": ["forum.read"]] as [String: Any]],
        ["method": "POST", "path": "threads/\(thread)/posts", "body": ["body": "one"]], ["method": "GET", "path": "me"],
      ]
      var answers: [JSON] = []
      for key in ["lost", "lost", "another"] {
        answers.append(try await ada.post("batch", ["operations": operations], [Header.idempotencyKey: key]).expect(200).data["results"])
      }
      #expect(answers.map { $0.items.map { $0["status"].number } } == [[201, 201, 200], [409, 201, 200], [201, 201, 200]])
      #expect(answers[1].items[0]["body"]["code"].text == "already_tried")
      #expect(try await ada.get("me/tokens").expect(200).data["items"].items.count == 2)
      let fewer = try await ada.post("batch", ["operations": [operations[0]]], [Header.idempotencyKey: "lost"]).expect(422)
      #expect(fewer.json["code"].text == "idempotency_key_reused")
    }
  }

  @Test("an operation is told what it misses, and that files are sent alone")
  func incomplete() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let operations = [["method": "POST", "path": "threads/\(thread)/posts"], ["method": "POST", "path": "attachments"]]
      let results = try await ada.post("batch", ["operations": operations]).expect(200).data["results"].items
      #expect(results.map { $0["body"]["code"].text } == ["invalid_json", "not_in_a_batch"])
    }
  }

  @Test("the answers of a batch have a bound together; what no longer fits is not tried, and says so")
  func large() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      for _ in 0..<8 { try await ada.post("threads/\(thread)/posts", ["body": String(repeating: "x", count: 60_000)]).expect(201) }
      let list: [String: Any] = ["method": "GET", "path": "threads/\(thread)/posts"]
      let results = try await ada.post("batch", ["operations": Array(repeating: list, count: 20)]).expect(200).data["results"].items
      #expect(results[0]["status"].number == 200 && results[19]["status"].number == 503 && results[19]["body"]["code"].text == "batch_full")
    }
  }
}
