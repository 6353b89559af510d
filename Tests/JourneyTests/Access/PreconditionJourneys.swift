import Admin
import Support
import Testing

@Suite("Preconditions") struct PreconditionJourneys {
  @Test(
    "the document says of every operation whether it minds If-Match, and whether it changes nothing without",
    .enabled(if: TestProfile.current == .embedded, "What the routes read does not depend on the back ends."), .timeLimit(.minutes(2)))
  func match() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      let side = try await TenantSide(forum, main: main, slug: "acme", mark: "qalandrine")
      let operations = OpenAPIOperation.all(in: try await forum.visitor.get("/openapi.json").expect(200).json)
      #expect(operations.count { $0.needsMatch } >= 8)
      // What is deleted may be needed before.
      for (number, operation) in operations.sorted(by: { $0.method != "DELETE" && $1.method == "DELETE" }).enumerated() where !operation.isStream {
        let path = try #require(side.paths(of: operation).first)
        // Each caller is a new one, since some calls end a session or an account.
        let caller = operation.id == "editTenant" ? main : try await administrator(number, side, forum)
        let body = Self.bodies[operation.id] ?? operation.body(id: side.values["post_id"] ?? "")
        if operation.needsMatch {
          let answer = try await caller.call(operation.method, path, body, ifMatch: nil)
          #expect(answer.status == 428, "\(operation.id) answered \(answer.status) without If-Match: \(answer.text)")
        }
        let answer = try await caller.call(operation.method, path, body, ifMatch: "nonsense")
        #expect((answer.code == "malformed_if_match") == operation.takesMatch, "\(operation.id) answered \(answer.status): \(answer.text)")
      }
    }
  }

  /// By operation, where a body of the schema alone names what is not there: variants, permissions.
  private static var bodies: [String: [String: Any]] {
    [
      "putFeatureFlag": ["kind": "boolean", "variants": ["on": true], "off_variant": "on", "variant": "on"],
      "putPolicy": ["effect": "forbid", "actions": ["thread.create"]],
    ]
  }

  private func administrator(_ number: Int, _ side: TenantSide, _ forum: TestForum) async throws -> Client {
    let client = try await forum.member("caller-\(number)", tenant: side.slug)
    try await side.root.put("admin/users/caller-\(number)/roles/\(Role.administrator.name)").expect(200)
    return client
  }
}
