import ForumKernel
import Foundation
import HTTPTypes
import Support
import Testing

@Suite("GraphQL, beside the REST API") struct GraphQLJourneys {
  private static let on = ["graphql.enabled": "true"]

  private func ask(_ client: Client, _ text: String, _ variables: [String: Any] = [:]) async throws -> Answer {
    try await client.post("/graphql", ["query": text, "variables": variables])
  }

  private func sent(_ client: Client, _ query: [(String, String)], _ headers: HTTPFields = [:]) async throws -> Answer {
    let allowed = CharacterSet.alphanumerics
    let pairs = query.map { "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")" }
    return try await client.get("/graphql?\(pairs.joined(separator: "&"))", headers)
  }

  @Test("it is not there unless a setting asks for it")
  func off() async throws {
    try await withForum { forum in
      try await ask(forum.visitor, "{ me { id } }").expect(404, "route_not_found")
      try await forum.visitor.get("/graphql/schema").expect(404, "route_not_found")
    }
  }

  @Test("one question brings a thread with its category, posts, comments and people, as the REST API shows them, page by page")
  func graph() async throws {
    try await withForum(Self.on) { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada, title: "On looms", body: "They *weave*.")["id"].text
      for number in 1...3 { try await ada.post("threads/\(thread)/posts", ["body": "Post \(number)"]).expect(201) }
      let text = """
        query Thread($id: ID!, $after: String) {
          thread(id: $id) {
            title category { slug threads { nodes { id } } }
            posts(first: 2, after: $after) { edges { cursor node { body position author { handle } thread { id } comments { nodes { body } } } } pageInfo { hasNextPage endCursor } }
          }
        }
        """
      let first = try await ask(forum.visitor, text, ["id": thread]).expect(200).json["data"]["thread"]
      #expect(first["title"].text == "On looms" && first["category"]["threads"]["nodes"].items.map { $0["id"].text } == [thread])
      let edges = first["posts"]["edges"].items
      #expect(edges.map { $0["node"]["body"].text } == ["They *weave*.", "Post 1"] && edges[0]["node"]["thread"]["id"].text == thread)
      #expect(first["posts"]["pageInfo"]["hasNextPage"].flag && first["posts"]["pageInfo"]["endCursor"].text == edges[1]["cursor"].text)
      // Behind any edge, not only behind the last one.
      let rest = try await ask(forum.visitor, text, ["id": thread, "after": edges[0]["cursor"].text]).expect(200).json["data"]["thread"]["posts"]
      #expect(rest["edges"].items.map { $0["node"]["position"].number } == [2, 3])
      let foreign = try await ask(forum.visitor, "query ($a: String) { threads(after: $a) { nodes { id } } }", ["a": edges[0]["cursor"].text]).expect(
        200)
      #expect(foreign.json["errors"][0]["extensions"]["reason"].text == "malformed_cursor" && foreign.json["data"].isNull)
    }
  }

  @Test("who asks is who the token says: visitors have no account and no notifications, and a bad token is refused as everywhere")
  func identities() async throws {
    try await withForum(Self.on) { forum in
      let ada = try await forum.member("ada")
      let text = "{ me { handle } notifications { nodes { id } } tags { tag } }"
      #expect(try await ask(ada, text).expect(200).json["data"]["me"]["handle"].text == "ada")
      let visitor = try await ask(forum.visitor, text).expect(200).json
      #expect(visitor["data"]["me"].isNull && visitor["data"].names == ["me", "notifications", "tags"])
      #expect(visitor["errors"].items.count == 1 && visitor["errors"][0]["extensions"]["code"].text == "UNAUTHENTICATED")
      #expect(visitor["errors"][0]["path"][0].text == "notifications" && visitor["errors"][0]["locations"][0]["column"].number == 17)
      try await ask(forum.visitor.with(token: "nonsense"), text).expect(401)
    }
  }

  @Test("media types and statuses are those of GraphQL over HTTP, and what is no question is told with all its faults")
  func transport() async throws {
    try await withForum(Self.on) { forum in
      let visitor = forum.visitor
      let good = try await sent(visitor, [("query", "query A { __typename } query B { tags { tag } }"), ("operationName", "A"), ("variables", "{}")])
        .expect(200)
      #expect(good.json["data"]["__typename"].text == "Query" && good.headers[.contentType] == "application/graphql-response+json; charset=utf-8")
      let plain = try await sent(visitor, [("query", "{ nope }")], [.accept: "application/json"]).expect(200)
      #expect(plain.headers[.contentType] == "application/json; charset=utf-8" && plain.json["errors"].items.count == 1 && plain.json["data"].isNull)
      try await sent(visitor, [("query", "{ nope }")]).expect(400)
      try await sent(visitor, [("query", "{ tags { tag } }")], [.accept: "text/csv"]).expect(406)
      try await sent(visitor, [("query", "query A { __typename } query B { __typename }")]).expect(400)
      try await sent(visitor, [("query", "{ __typename }"), ("variables", "{")]).expect(400)
      try await sent(visitor, [("query", "{ __typename }"), ("query", "{ me { id } }")]).expect(400)
      try await visitor.get("/graphql").expect(400)
      try await visitor.put("/graphql").expect(405)
      let faults = try await visitor.post("/graphql", ["query": 1, "variables": [1], "operationName": true, "extensions": ["persistedQuery": 1]])
        .expect(400)
      #expect(faults.json["errors"].items.count == 4)
      #expect(try await visitor.post("/graphql", ["query": "mutation { x }"]).expect(400).json["errors"][0]["message"].text.contains("only reads"))
    }
  }

  @Test("variables are of their types, or every one that is not is named")
  func variables() async throws {
    try await withForum(Self.on) { forum in
      let text =
        "query ($a: ID!, $b: Int = 3, $c: ThreadSort!, $d: DateTime) { thread(id: $a) { id } threads(first: $b, sort: $c, since: $d) { nodes { id } } }"
      let wrong = try await ask(forum.visitor, text, ["b": "x", "c": "BEST", "d": "now"]).expect(400).json["errors"].items
      #expect(wrong.map { $0["extensions"]["code"].text } == Array(repeating: "BAD_USER_INPUT", count: 4))
      try await ask(forum.visitor, text, ["a": 7, "b": 1.0, "c": "CREATED", "d": "2026-01-01T00:00:00Z", "e": 1]).expect(200)
      let page = try await ask(forum.visitor, text, ["a": "7", "b": 101, "c": "CREATED"]).expect(400).json["errors"][0]
      #expect(page["message"].text == "“first” of “threads” must be from 1 to 100, not 101." && page["path"].isNull)
    }
  }

  @Test("a document that a client sent with its hash is known by it, in its tenant alone; a wrong hash is refused")
  func persisted() async throws {
    try await withForum(Self.on) { forum in
      let text = "{ tags { tag } }"
      let hash = "6c93e13d40bbcb4e3b3bd7c0ba6e5a5d5b7c1ef1c1a7ae7cbd1b3ba4a6a3b0b6"
      let wrong = try await forum.visitor.post("/graphql", ["query": text, "extensions": ["persistedQuery": ["version": 1, "sha256Hash": hash]]])
        .expect(400)
      #expect(wrong.json["errors"][0]["extensions"]["code"].text == "PERSISTED_QUERY_HASH_MISMATCH")
      let extensions: [String: Any] = ["extensions": ["persistedQuery": ["version": 1, "sha256Hash": Self.tagsHash]]]
      let unknown = try await forum.visitor.post("/graphql", extensions).expect(400)
      #expect(unknown.json["errors"][0]["message"].text == "PersistedQueryNotFound")
      try await forum.visitor.post("/graphql", extensions.merging(["query": text]) { $1 }).expect(200)
      #expect(try await forum.visitor.post("/graphql", extensions).expect(200).json["data"].names == ["tags"])
      let side = try await TenantSide(forum, main: try await forum.administrator(), slug: "acme", mark: "qalandrine")
      try await forum.visitor.of(side.slug).post("/graphql", extensions).expect(400)
    }
  }

  /// The SHA-256 of `{ tags { tag } }`.
  private static let tagsHash = "6d40797e19e2263c5b82bceeb4056d36878a6e72e6561e1acfdefa2dc57d8d26"

  @Test("with persisted_only the documents of a folder are all that is answered, and one with a fault keeps the server from starting")
  func documentsOnly() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("graphql-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try "{ tags { tag } }".write(to: folder.appendingPathComponent("tags.graphql"), atomically: true, encoding: .utf8)
    let settings = Self.on.merging(["graphql.persisted_only": "true", "graphql.documents": folder.path]) { $1 }
    try await withForum(settings) { forum in
      try await ask(forum.visitor, "{ tags { tag } }").expect(200)
      let named: [String: Any] = ["extensions": ["persistedQuery": ["version": 1, "sha256Hash": Self.tagsHash]]]
      try await forum.visitor.post("/graphql", named).expect(200)
      let other = try await ask(forum.visitor, "{ tags { tag threadCount } }").expect(400)
      #expect(other.json["errors"][0]["extensions"]["code"].text == "PERSISTED_QUERY_ONLY")
    }
    try "{ tags { tga } }".write(to: folder.appendingPathComponent("tags.graphql"), atomically: true, encoding: .utf8)
    let refusal = await #expect(throws: AppError.self) { try await withForum(settings) { _ in } }
    #expect(refusal?.message.contains("tags.graphql") == true && refusal?.message.contains("Did you mean “tag”?") == true)
  }

  @Test("where introspection is off the schema is not told in any way")
  func withoutIntrospection() async throws {
    try await withForum(Self.on.merging(["graphql.introspection": "false"]) { $1 }) { forum in
      try await ask(forum.visitor, "{ __schema { queryType { name } } }").expect(400)
      try await forum.visitor.get("/graphql/schema").expect(404)
      try await ask(forum.visitor, "{ __typename }").expect(200)
    }
    try await withForum(Self.on) { forum in
      let told = try await ask(forum.visitor, "{ __schema { queryType { name } } __type(name: \"Post\") { kind fields { name } } }").expect(200).json[
        "data"]
      #expect(told["__schema"]["queryType"]["name"].text == "Query" && told["__type"]["kind"].text == "OBJECT")
      #expect(try await forum.visitor.get("/graphql/schema").expect(200).text.contains("type Post {"))
    }
  }

  @Test("a question that costs much counts as many reads, and the limits of cost and depth are settings")
  func rates() async throws {
    try await withForum(Self.on.merging(["rate_limit.enabled": "true", "rate_limit.read": "400", "graphql.depth_max": "6"]) { $1 }) { forum in
      let dear = "{ threads(first: 100) { nodes { posts(first: 10) { nodes { body } } } } }"
      var answers = 0
      while try await ask(forum.visitor, dear).status == 200 { answers += 1 }
      #expect((1...5).contains(answers), "\(answers) of four hundred reads each")
      try await ask(forum.visitor, dear).expect(429, "rate_limited")
    }
    try await withForum(Self.on.merging(["graphql.cost_max": "100", "graphql.depth_max": "3"]) { $1 }) { forum in
      #expect(
        try await ask(forum.visitor, "{ threads { nodes { id title slug } } }").expect(400).json["errors"][0]["extensions"]["code"].text
          == "QUERY_TOO_COSTLY")
      let deep = "{ threads(first: 1) { nodes { category { id } } } }"
      #expect(try await ask(forum.visitor, deep).expect(400).json["errors"][0]["extensions"]["code"].text == "QUERY_TOO_DEEP")
      try await ask(forum.visitor, "{ threads(first: 1) { nodes { id } } }").expect(200)
    }
  }

  @Test("nothing of another tenant is shown, by id, list or search")
  func tenants() async throws {
    try await withForum(Self.on) { forum in
      let side = try await TenantSide(forum, main: try await forum.administrator(), slug: "acme", mark: "qalandrine")
      let ada = try await forum.member("ada")
      let text = """
        query ($c: ID!, $t: ID!, $p: ID!, $m: ID!, $h: String!) {
          category(id: $c) { name } thread(id: $t) { title } post(id: $p) { body } comment(id: $m) { body } user(handle: $h) { handle }
          categories { name } threads { nodes { title posts { nodes { body } } } } tags { tag } search(q: "qalandrine") { totalCount nodes { id } }
        }
        """
      let values = side.values
      let names = ["c": values["category_id"], "t": values["thread_id"], "p": values["post_id"], "m": values["comment_id"], "h": values["handle"]]
      let variables = names.compactMapValues { $0 }
      #expect(try await ask(side.member, text, variables).expect(200).text.components(separatedBy: side.mark).count > 8)
      let other = try await ask(ada, text, variables).expect(200)
      #expect(!other.text.contains(side.mark) && other.json["errors"].isNull && other.json["data"]["search"]["totalCount"].number == 0)
    }
  }
}
