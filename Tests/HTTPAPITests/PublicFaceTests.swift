import HTTPTypes
import Support
import Testing

@Suite struct PublicFaceTests {
  @Test("every reference in the documents of each channel leads somewhere", arguments: ["openapi", "asyncapi"], ["stable", "edge"])
  func references(_ document: String, _ channel: String) async throws {
    try await withForum { forum in
      let answer = try await forum.visitor.get("/\(document).json", [Header.channel: channel]).expect(200)
      let references = answer.text.matches(of: /"\$ref":"#\/([^"]+)"/).map { $0.1.split(separator: "/") }
      #expect(references.count > 50)
      for reference in references { #expect(!reference.reduce(answer.json) { $0[String($1)] }.isNull, "\(reference)") }
    }
  }

  @Test("every operation has an id of its own, a summary, a tag and the schema of what it answers")
  func operations() async throws {
    try await withForum { forum in
      let document = try await forum.visitor.get("/openapi.json").expect(200).json
      #expect(document["openapi"].text == "3.1.0")
      var ids: [String] = []
      for path in document["paths"].names {
        for method in document["paths"][path].names {
          let operation = document["paths"][path][method]
          ids.append(operation["operationId"].text)
          #expect(!operation["summary"].text.isEmpty && !operation["tags"][0].text.isEmpty, "\(method) \(path)")
          let success = try #require(operation["responses"].names.first { $0.hasPrefix("2") || $0 == "101" }, "\(method) \(path)")
          #expect(["101", "204"].contains(success) || !operation["responses"][success]["content"].isNull, "\(method) \(path)")
        }
      }
      #expect(ids.count > 40 && Set(ids).count == ids.count && !ids.contains(""))
    }
  }

  @Test("an error is a problem with a stable code, or JSend where the client asks for it")
  func problems() async throws {
    try await withForum { forum in
      let missing = try await forum.visitor.get("threads/0190a0a0-0000-7000-8000-000000000000")
      missing.expect(404, "thread_not_found")
      #expect(missing.headers[.contentType] == "application/problem+json")
      #expect(missing.json.names == ["code", "detail", "instance", "request_id", "status", "title", "type"])
      let jsend = try await forum.visitor.get("threads/0190a0a0-0000-7000-8000-000000000000", [.accept: "application/vnd.jsend+json"])
      #expect(jsend.status == 404 && jsend.json["status"].text == "fail")
      try await forum.visitor.get("threads/42").expect(400, "malformed_id")
      try await forum.visitor.get("nowhere").expect(404, "route_not_found")
      try await forum.visitor.delete("threads").expect(405, "method_not_allowed")
    }
  }

  @Test("a visitor reads, and is asked to sign in for everything else")
  func visitors() async throws {
    try await withForum { forum in
      for path in ["categories", "threads", "tags", "search?q=x"] { try await forum.visitor.get(path).expect(200) }
      for path in ["me", "notifications", "auth/sessions", "admin/roles", "admin/tenants", "admin/audit", "analytics/trends?metric=posts"] {
        try await forum.visitor.get(path).expect(401, "sign_in_required")
      }
    }
  }

  @Test("an unknown tenant is not found, and the default one answers without a name")
  func tenants() async throws {
    try await withForum { forum in
      try await forum.visitor.get("categories", [Header.tenant: "main"]).expect(200)
      try await forum.visitor.get("categories", [Header.tenant: "other"]).expect(404, "tenant_not_found")
    }
  }
}
