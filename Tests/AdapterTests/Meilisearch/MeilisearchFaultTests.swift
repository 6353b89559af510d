import ForumKernel
import Support
import Testing

@testable import Meilisearch

@Suite("Meilisearch that fails") struct MeilisearchFaultTests {
  private static let tenant = TenantID(RawID(high: 1, low: 1))

  private static func index(_ url: String, timeout: Duration = .seconds(60), answerMax: Int = 1 << 20) async throws -> MeilisearchIndex {
    var limits = MeilisearchLimits()
    limits.requestTimeout = timeout
    limits.taskTimeout = timeout
    limits.answerBytesMax = answerMax
    return try await MeilisearchIndex.open(try MeilisearchTarget(url: url), limits: limits)
  }

  /// The error of a call that must fail.
  private static func failure(_ call: () async throws -> Void) async -> AppError? {
    do {
      try await call()
      return nil
    } catch {
      return error as? AppError
    }
  }

  private static func document(_ id: UInt64) -> SearchChange {
    .put(
      SearchDocument(
        tenant: tenant, id: RawID(high: 7, low: id), kind: .post, threadID: .zero, categoryID: .zero, author: "ada", tags: [], title: "",
        body: "loom",
        createdAt: Timestamp(milliseconds: 1)))
  }

  /// An answer that is none; its name stands for it in reports.
  enum BadAnswer: String, CaseIterable {
    case redirection, anotherType, wrongMember, noBody, strangeHit, compressed, page, deep, noHTTP, declaredHuge, huge

    var bytes: String {
      switch self {
      case .redirection: "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
      case .anotherType: ScriptedServer.json("200 OK", "[]")
      case .wrongMember: ScriptedServer.json("200 OK", #"{"hits":"many"}"#)
      case .noBody: ScriptedServer.json("200 OK", "")
      case .strangeHit: ScriptedServer.json("200 OK", #"{"hits":[{"id":"x","kind":"post","thread_id":"y"}],"estimatedTotalHits":1}"#)
      // What would become a bomb is not unpacked at all.
      case .compressed: ScriptedServer.json("200 OK", #"{"hits":[],"estimatedTotalHits":0}"#, headers: "Content-Encoding: gzip\r\n")
      case .page: ScriptedServer.json("500 Internal Server Error", "<html>")
      case .deep: ScriptedServer.json("200 OK", String(repeating: "[", count: 100_000))
      case .noHTTP: "nonsense\r\n\r\n"
      case .declaredHuge: "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"
      case .huge:
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + String(repeating: "400\r\n\(String(repeating: " ", count: 1024))\r\n", count: 2000)
      }
    }
  }

  @Test("an answer that is none is a typed error", arguments: BadAnswer.allCases)
  func badAnswers(bad: BadAnswer) async throws {
    let answer = bad.bytes
    try await ScriptedServer.run(FakeMeilisearch.healthy { $0.hasPrefix("POST /indexes/forum/search") ? answer : nil }) { server in
      let index = try await Self.index(server.url)
      let error = await Self.failure { _ = try await index.search(SearchQuery(tenant: Self.tenant, text: "loom")) }
      #expect(error?.code == .unavailable && error?.slug == "search_unavailable" && error?.retryAfterSeconds != nil)
      await index.close()
    }
  }

  @Test(
    "a server that says nothing, or never comes to the end, is given up at the deadline",
    arguments: [
      nil, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    ])
  func silence(answer: String?) async throws {
    try await ScriptedServer.run({ $0.hasPrefix("POST") || answer == nil ? answer : FakeMeilisearch.healthy { _ in nil }($0) }) { server in
      let index = try await Self.index(server.url, timeout: .milliseconds(300))
      let error = await Self.failure { _ = try await index.search(SearchQuery(tenant: Self.tenant, text: "loom")) }
      #expect(error?.slug == "search_unavailable")
      await index.close()
    }
  }

  @Test("a task that fails is told with Meilisearch's code, and what was written before stays as it was")
  func failedTask() async throws {
    let answers = FakeMeilisearch.healthy { line in
      guard line.hasPrefix("GET /tasks/7") else { return nil }
      return ScriptedServer.json(
        "200 OK", #"{"uid":7,"status":"failed","error":{"code":"invalid_document_id","message":"no","type":"invalid_request","link":""}}"#)
    }
    try await ScriptedServer.run(answers) { server in
      let index = try await Self.index(server.url)
      let error = await Self.failure { try await index.apply([Self.document(1)], checkpoint: StreamPosition(epoch: "e", sequence: 2)) }
      #expect(error?.code == .conflict && error?.slug == "search_task_invalid_document_id")
      #expect(try await index.checkpoint() == StreamPosition(epoch: "e", sequence: 1))
      await index.close()
    }
  }

  @Test("a task that never ends is given up at its deadline")
  func endlessTask() async throws {
    let answers = FakeMeilisearch.healthy { $0.hasPrefix("GET /tasks/7") ? ScriptedServer.json("200 OK", #"{"status":"processing"}"#) : nil }
    try await ScriptedServer.run(answers) { server in
      var limits = MeilisearchLimits()
      limits.requestTimeout = .seconds(60)
      limits.taskTimeout = .milliseconds(200)
      let index = try await MeilisearchIndex.open(try MeilisearchTarget(url: server.url), limits: limits)
      let error = await Self.failure { try await index.apply([Self.document(1)], checkpoint: StreamPosition(epoch: "e", sequence: 2)) }
      #expect(error?.slug == "search_unavailable")
      await index.close()
    }
  }

  @Test(
    "an error answer of the server is told by its code",
    arguments: [
      ("503 Service Unavailable", "too_many_search_requests", "search_overloaded"), ("403 Forbidden", "invalid_api_key", "search_unauthenticated"),
      ("400 Bad Request", "invalid_search_filter", "search_invalid_search_filter"),
    ])
  func refusals(status: String, code: String, slug: String) async throws {
    let refusal = ScriptedServer.json(status, #"{"message":"no","code":"\#(code)","type":"system","link":""}"#)
    try await ScriptedServer.run(FakeMeilisearch.healthy { $0.hasPrefix("POST /indexes/forum/search") ? refusal : nil }) { server in
      let index = try await Self.index(server.url)
      #expect(await Self.failure { _ = try await index.search(SearchQuery(tenant: Self.tenant, text: "loom")) }?.slug == slug)
      await index.close()
    }
  }

  @Test("a wrong key keeps the forum from starting; a server that is away does not, and is used when it is there")
  func opening() async throws {
    try await withTemporaryFolder { folder in
      try await RunningFacade.run(in: folder) { server in
        let target = try MeilisearchTarget(url: server.url, key: "wrong")
        let error = await Self.failure { _ = try await MeilisearchIndex.open(target) }
        #expect(error?.code == .invalid && error?.slug == "meilisearch_refused")
      }
      let index = try await Self.index("http://127.0.0.1:1")
      #expect(await Self.failure { _ = try await index.checkpoint() }?.slug == "search_unavailable")
      await index.close()
      #expect(await Self.failure { _ = try await index.checkpoint() }?.slug == "search_closed")
    }
  }
}
