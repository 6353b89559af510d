import ForumKernel
import Support
import Testing

@Suite("Faults of requests") struct FaultJourneys {
  private static let nobody = "0190a0a0-0000-7000-8000-000000000000"

  /// `pointer code` of each fault.
  private func faults(_ answer: Answer) -> Set<String> {
    let faults = answer.json["errors"].items.map { "\($0["pointer"].text) \($0["code"].text)" }
    #expect(answer.status == 422 && Set(faults).count == faults.count, "\(answer.status): \(faults)")
    return Set(faults)
  }

  @Test("a registration hears of shapes, lengths and formats at once")
  func registration() async throws {
    try await withForum { forum in
      let wrong = ["handle": "a!", "email": "nomail", "password": "short", "display_name": String(repeating: "x", count: 61)]
      let expected: Set = ["/handle malformed", "/email malformed", "/password too_short", "/display_name too_long"]
      let refused = try await forum.visitor.post("auth/register", wrong)
      #expect(faults(refused) == expected)
      #expect(try await faults(forum.visitor.post("auth/claim", wrong)) == expected.union(["/token required"]))
      #expect(
        try await faults(forum.visitor.post("auth/register", ["handle": 5, "email": "x@example.org"]))
          == ["/handle wrong_type", "/password required"])
      let own = ["handle": "ada.lovelace", "email": "x@example.org", "password": "Ada.Lovelace", "display_name": ""]
      #expect(try await faults(forum.visitor.post("auth/register", own)) == ["/password too_common", "/display_name too_short"])
    }
  }

  @Test("an account's requests name the field that is wrong, with all others that are")
  func accounts() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let visitor = forum.visitor
      #expect(
        try await faults(visitor.post("auth/password/reset/confirm", ["token": "", "password": "short"]))
          == ["/token too_short", "/password too_short"])
      #expect(
        try await faults(ada.post("me/password", ["password": "", "new_password": "short"])) == ["/password too_short", "/new_password too_short"])
      #expect(try await faults(ada.post("me/email", ["email": "x", "password": ""])) == ["/email malformed", "/password too_short"])
      #expect(
        try await faults(ada.post("me/tokens", ["name": "", "scopes": ["forum.read", "forum.fly"]])) == [
          "/name too_short", "/scopes/1 unknown_permission",
        ])
      #expect(try await faults(visitor.post("auth/sessions/passkey/request-options", ["login": "ada", "password": 5])) == ["/password wrong_type"])
      let moments = ["read_before": "2999-01-01T00:00:00Z", "x": "1"]
      #expect(try await faults(ada.put("me/reading", moments)) == ["/read_before out_of_range", "/x unknown_field"])
    }
  }

  @Test("a thread hears of its query, its tags and its time at once")
  func threads() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let root = try await forum.administrator()
      let wrong: [String: Any] = ["title": "", "tags": ["ok", 5, "no tag", "wor se"], "publish_at": "2000-01-01T00:00:00Z"]
      #expect(
        try await faults(ada.post("threads?x=1", wrong)) == [
          "?x unknown_parameter", "/category_id required", "/title too_short", "/tags/1 wrong_type", "/tags/2 malformed", "/tags/3 malformed",
          "/body required", "/publish_at out_of_range",
        ])
      let schedule = ["lock_at": "2000-01-01T00:00:00Z", "pin_at": "never"]
      #expect(try await faults(root.patch("threads/\(Self.nobody)/schedule", schedule)) == ["/lock_at out_of_range", "/pin_at malformed"])
      #expect(
        try await faults(root.get("threads/\(Self.nobody)?as_of=2999-01-01T00:00:00Z&x=1")) == ["?as_of out_of_range", "?x unknown_parameter"])
      #expect(try await faults(ada.get("search?filter=colour%20%3D%20red&limit=0")) == ["?filter malformed", "?limit out_of_range"])
      #expect(
        try await faults(root.get("analytics/trends?metric=joy&from=2020-01-01T00:00:00Z&to=2010-01-01T00:00:00Z"))
          == ["?metric not_allowed", "?to out_of_range"])
      #expect(try await faults(ada.post("batch?x=1", [:])) == ["?x unknown_parameter", "/operations required"])
    }
  }

  @Test("moderators hear of each field, and of none for want of another")
  func moderation() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let word: [String: Any] = ["word": "!", "action": "replace", "replacement": 5]
      #expect(try await faults(root.post("moderation/watched-words", word)) == ["/word malformed", "/replacement wrong_type"])
      #expect(try await faults(root.post("moderation/watched-words", ["word": "!", "action": "burn"])) == ["/action not_allowed"])
      let decision: [String: Any] = ["action": "silence", "until": "2000-01-01T00:00:00Z", "note": 3]
      #expect(
        try await faults(root.post("moderation/cases/\(Self.nobody)/decision", decision)) == ["/until out_of_range", "/note wrong_type"])
    }
  }

  @Test("a tenant hears of its hosts, its looks and its owner at once, each at its part")
  func tenants() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let wrong: [String: Any] = [
        "slug": "-x", "name": "", "hosts": ["ok.example", "Not A Host"], "branding": ["accent": "red", "tagline": 5],
        "owner": ["handle": "a!", "email": "x", "password": "short"],
      ]
      #expect(
        try await faults(root.post("admin/tenants", wrong)) == [
          "/slug malformed", "/name too_short", "/hosts/1 malformed", "/branding/accent malformed", "/branding/tagline wrong_type",
          "/owner/handle malformed", "/owner/email malformed", "/owner/password too_short",
        ])
      let patch: [String: Any] = ["name": "", "hosts": ["a.example", "a.example"], "branding": ["accent": "#ffffff"]]
      #expect(
        try await faults(root.patch("admin/tenants/main", patch)) == ["/name too_short", "/hosts/1 repeated", "/branding/accent low_contrast"])
    }
  }

  @Test("roles, policies and flags are judged whole, each part at its place")
  func access() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      #expect(
        try await faults(root.put("admin/roles/x", ["permissions": ["forum.read", "forum.fly"], "description": 5]))
          == ["/permissions/1 unknown_permission", "/description wrong_type"])
      let conditions: [[String: Any]] = [
        ["attribute": "subject.age", "comparison": "in", "values": ["x"]],
        ["attribute": "subject.account_age_days", "comparison": "in", "values": [3, "three"]],
        ["attribute": "subject.account_age_days", "comparison": "roughly", "values": ["three"]],
      ]
      #expect(
        try await faults(root.put("admin/policies/x", ["effect": "maybe", "actions": ["forum.fly", "thread.create"], "conditions": conditions]))
          == [
            "/effect not_allowed", "/actions/0 unknown_permission", "/conditions/0/attribute unknown_attribute", "/conditions/1/values/1 wrong_type",
            "/conditions/2/comparison not_allowed",
          ])
      let good: [String: Any] = ["name": "good", "effect": "forbid", "actions": ["thread.create"]]
      let bad: [String: Any] = ["name": "X", "effect": "forbid", "actions": ["forum.fly"]]
      #expect(
        try await faults(root.post("admin/authz/explain", ["action": "thread.create", "policies": [good, bad]]))
          == ["/policies/1/name malformed_name", "/policies/1/actions/0 unknown_permission"])
      let gone = good.merging(["conditions": [["attribute": "subject.roles", "comparison": "in", "values": ["nobody"]]]]) { $1 }
      #expect(
        try await faults(root.post("admin/authz/explain", ["action": "thread.create", "policies": [good, gone]]))
          == ["/policies/1/conditions/0/values/0 not_found"])
      let needed = ["key": "a", "variant": "on"]
      let flag: [String: Any] = [
        "kind": "boolean", "variants": ["no/good": true, "on": true], "off_variant": "of", "prerequisites": [needed, needed],
        "split": [["variant": "on", "weight": -1], ["variant": "of", "weight": 1]],
      ]
      #expect(
        try await faults(root.put("admin/flags/x", flag)) == [
          "/variants/no~1good malformed", "/off_variant unknown_variant", "/prerequisites/1/key repeated", "/split/0/weight out_of_range",
          "/split/1/variant unknown_variant",
        ])
      let kind: [String: Any] = ["kind": "bool", "variants": ["on": true], "off_variant": "on", "variant": "on"]
      #expect(try await faults(root.put("admin/flags/x", kind)) == ["/kind not_allowed"])
      #expect(
        try await faults(root.put("admin/flags/x", ["kind": "boolean", "variants": ["on": true], "off_variant": "on", "split": 5]))
          == ["/split wrong_type"])
    }
  }
}
