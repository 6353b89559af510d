import Support
import Testing

@testable import SearchFacade

@Suite("Facade API") struct FacadeAPITests {
  @Test("a change is a task: taken with 202, done in order")
  func tasks() async throws {
    try await FacadeBench.run { bench in
      let (status, summary) = try await bench.send("POST", "/indexes/i/documents", [["id": 1]])
      #expect(status == 202)
      #expect(summary.members.map(\.name) == ["taskUid", "indexUid", "status", "type", "enqueuedAt"])
      #expect(summary["status"] == "enqueued" && summary["type"] == "documentAdditionOrUpdate")
      for number in 2...20 { _ = try await bench.send("POST", "/indexes/i/documents", [["id": .int(number)]]) }
      try await bench.change("DELETE", "/indexes/i/documents")
      let all = try await bench.get("/tasks?limit=30&reverse=true")["results"]?.items ?? []
      #expect(all.map { $0["uid"]?.integer } == Array(0...20) && all.allSatisfy { $0["status"] == "succeeded" })
      #expect(try await bench.get("/indexes/i/documents")["total"] == 0)
    }
  }

  @Test(
    "an error has Meilisearch's shape",
    arguments: [
      ("GET", "/indexes/none", 404, "index_not_found"), ("POST", "/indexes/none/search", 404, "index_not_found"),
      ("GET", "/indexes/a%20b", 400, "invalid_index_uid"), ("GET", "/tasks/77", 404, "task_not_found"),
      ("GET", "/keys", 401, "missing_master_key"), ("DELETE", "/tasks", 400, "missing_task_filters"),
      ("POST", "/indexes/i/documents", 415, "missing_content_type"), ("GET", "/nothing", 404, "not_found"),
      ("TRACE", "/indexes", 405, "method_not_allowed"),
      ("GET", "/tasks?limit=x", 400, "invalid_task_limit"),
    ])
  func errors(method: String, target: String, status: Int, code: String) async throws {
    try await FacadeBench.run { bench in
      let answer = try await bench.send(method, target)
      #expect(answer.status == status && answer.json["code"]?.text == code)
      #expect(answer.json.members.map(\.name) == ["message", "code", "type", "link"])
    }
  }

  @Test(
    "what is no JSON is refused, however it is broken",
    arguments: [
      "{", "[1,", "nul", "{\"a\" 1}", "\"\\ud800\"", "01", "1e999", "{\"a\":1}}", "", "\u{0}", "[\"\u{1}\"]", "deep",
    ])
  func malformed(body: String) async throws {
    let body = body == "deep" ? String(repeating: "[", count: 100_000) : body
    try await FacadeBench.run { bench in
      let request = FacadeRequest("POST", "/indexes/i/documents", contentType: "application/json", body: Array(body.utf8))
      let response = await bench.facade.respond(to: request)
      #expect(response.status == 400)
      let code = try JSONReader.read(response.body)["code"]
      #expect(code == "malformed_payload" || code == "missing_payload")
    }
  }

  @Test(
    "JSON is read and written as it was",
    arguments: [
      #"{"b":1,"a":[true,false,null,-1.5,1e3,"x\n\"\\é😀"],"c":{}}"#, "[]", "0", "-9223372036854775808", #""\u00e9\ud83d\ude00\/""#,
    ])
  func json(text: String) throws {
    let value = try JSONReader.read(Array(text.utf8))
    #expect(try JSONReader.read(value.bytes) == value)
  }

  @Test("with a master key nothing is answered without a key, but for the health")
  func access() async throws {
    try await FacadeBench.run(masterKey: "a master key for tests") { bench in
      let facade = bench.facade
      #expect(await facade.respond(to: FacadeRequest("GET", "/health")).status == 200)
      for target in ["/indexes", "/stats", "/version", "/tasks", "/keys"] {
        #expect(await facade.respond(to: FacadeRequest("GET", target)).status == 401, "\(target)")
        #expect(await facade.respond(to: FacadeRequest("GET", target, authorization: "Bearer wrong")).status == 403, "\(target)")
      }
      let keys = try await bench.get("/keys")
      #expect(keys["total"] == 2)
    }
  }

  @Test("documents above the limit are refused by a failed task, and nothing of them is kept")
  func limit() async throws {
    try await withTemporaryFolder { folder in
      let bench = try FacadeBench.open(folder, bytesMax: 2000)
      #expect(try await bench.change("POST", "/indexes/i/documents", [["id": 1, "text": "small"]])["status"] == "succeeded")
      let task = try await bench.change("POST", "/indexes/i/documents", [["id": 2, "text": .text(String(repeating: "x", count: 3000))]])
      #expect(task["status"] == "failed" && task["error"]?["code"] == "database_size_limit_reached")
      #expect(try await bench.get("/indexes/i/documents")["total"] == 1)
    }
  }
}
