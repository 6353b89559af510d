import ForumKernel
import ForumRuntime
import HTTPTypes
import Support
import Testing

@Suite("Feature flags, kept by administrators and asked by OFREP") struct FeatureFlagJourneys {
  private var editor: [String: Any] {
    [
      "kind": "string", "variants": ["old": "textarea", "new": "blocks"], "off_variant": "old", "variant": "old",
      "rules": [
        ["name": "staff", "conditions": [["attribute": "roles", "comparison": "in", "values": ["admin"]]], "variant": "new"],
        [
          "name": "beta", "conditions": [["attribute": "beta", "comparison": "in", "values": [true]]],
          "split": [["variant": "new", "weight": 1], ["variant": "old", "weight": 1]],
        ],
      ],
    ]
  }

  private func ask(_ client: Client, _ key: String, _ context: [String: Any] = [:]) async throws -> Answer {
    try await client.post("/ofrep/v1/evaluate/flags/\(key)", ["context": context])
  }

  @Test("a flag is made, asked, changed over the version that was seen, turned off at once, and deleted; each step is audited")
  func wholeStory() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let made = try await root.put("admin/flags/editor", editor).expect(200)
      #expect(made.data["version"].number == 1 && made.data["on"].flag && made.data["rules"][1]["split"].items.count == 2)
      let said = try await ask(forum.visitor, "editor", ["roles": ["member", "admin"]]).expect(200).json
      #expect(said["value"].text == "blocks" && said["variant"].text == "new" && said["reason"].text == "TARGETING_MATCH")
      #expect(said["metadata"]["rule"].text == "staff")
      #expect(try await ask(forum.visitor, "editor").expect(200).json["reason"].text == "STATIC")
      #expect(try await ask(forum.visitor, "editor", ["beta": true, "targetingKey": "a"]).expect(200).json["reason"].text == "SPLIT")
      try await root.put("admin/flags/editor", editor).expect(428, "version_required")
      try await root.put("admin/flags/editor", editor, [.ifMatch: "\"7\""]).expect(412, "version_stale")
      try await root.put("admin/flags/editor", editor, [.ifMatch: made.headers[.eTag] ?? ""]).expect(200)
      try await root.delete("admin/flags/editor/on").expect(200)
      let off = try await ask(forum.visitor, "editor", ["roles": ["admin"]]).expect(200).json
      #expect(off["value"].text == "textarea" && off["reason"].text == "DISABLED")
      #expect(try await !root.call("PUT", "admin/flags/editor", editor).expect(200).data["on"].flag)
      try await root.put("admin/flags/editor/on").expect(200)
      #expect(try await root.get("admin/flags/editor").expect(200).data["version"].number == 5)
      try await root.delete("admin/flags/editor").expect(204)
      let gone = try await ask(forum.visitor, "editor").expect(404).json
      #expect(gone["errorCode"].text == "FLAG_NOT_FOUND" && gone["key"].text == "editor")
      let actions = try await root.get("admin/audit?action=feature").expect(200).data["items"].items.map { $0["action"].text }
      #expect(actions == ["feature.delete", "feature.turn_on", "feature.put", "feature.turn_off", "feature.put", "feature.put"])
    }
  }

  @Test("all flags come at once, with an ETag that holds until one says something else, and a stream that tells of changes")
  func bulk() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      try await root.put("admin/flags/editor", editor).expect(200)
      try await root.put("admin/flags/a", ["kind": "object", "variants": ["x": ["n": 1.5]], "off_variant": "x", "variant": "x"]).expect(200)
      let body: [String: Any] = ["context": ["beta": true]]
      let all = try await forum.visitor.post("/ofrep/v1/evaluate/flags", body).expect(200)
      #expect(all.json["flags"].items.map { $0["key"].text } == ["a", "editor"])
      #expect(all.json["flags"][0]["value"].names == ["n"] && all.json["flags"][1]["errorCode"].text == "TARGETING_KEY_MISSING")
      #expect(all.json["eventStreams"][0]["type"].text == "sse" && all.json["eventStreams"][0]["url"].text.hasSuffix("/ofrep/v1/events"))
      let tag = try #require(all.headers[.eTag])
      try await forum.visitor.post("/ofrep/v1/evaluate/flags", body, [.ifNoneMatch: tag]).expect(304)
      try await root.delete("admin/flags/editor/on").expect(200)
      let changed = try await forum.visitor.post("/ofrep/v1/evaluate/flags", body, [.ifNoneMatch: tag]).expect(200)
      #expect(changed.json["flags"][1]["value"].text == "textarea")
    }
  }

  @Test("what a flag can't be is refused with every fault and its place")
  func faults() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let wrong: [String: Any] = [
        "kind": "boolean", "variants": ["on": "yes", "off": false], "off_variant": "none",
        "split": [["variant": "on", "weight": 0], ["variant": "of", "weight": 0]],
        "rules": [["name": "r", "conditions": [["attribute": "x", "comparison": "exists", "values": [1]]], "variant": "maybe"]],
      ]
      let refused = try await root.put("admin/flags/x", wrong).expect(422)
      #expect(
        refused.json["errors"].items.map { $0["pointer"].text } == [
          "/rules/0/conditions/0/values", "/variants/on", "/off_variant", "/split", "/rules/0/variant",
        ])
      let both: [String: Any] = ["kind": "boolean", "variants": ["on": true], "off_variant": "on"]
      #expect(try await root.put("admin/flags/x", both).expect(422).json["errors"][0]["code"].text == "one_of")
      try await root.put("admin/flags/no%20key", both.merging(["variant": "on"]) { $1 }).expect(422, "malformed_key")
      #expect(try await ask(forum.visitor, "x", ["targetingKey": 7]).expect(400).json["errorCode"].text == "INVALID_CONTEXT")
      for context: [String: Any] in [["x": [Int](repeating: 1, count: 101)], ["x": String(repeating: "x", count: 1025)]] {
        #expect(try await ask(forum.visitor, "x", context).expect(400).json["errorCode"].text == "INVALID_CONTEXT")
      }
      let large: [String: Any] = ["kind": "string", "variants": ["on": String(repeating: "x", count: 20_000)], "off_variant": "on", "variant": "on"]
      #expect(try await root.put("admin/flags/x", large).expect(422).json["errors"][0]["code"].text == "too_large")
      #expect(try await forum.visitor.post("/ofrep/v1/evaluate/flags", ["context": "me"]).expect(400).json["errorCode"].text == "INVALID_CONTEXT")
    }
  }

  @Test("flags that need each other in a circle are refused, and a flag that another one needs stays")
  func prerequisites() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      func flag(needing key: String?) -> [String: Any] {
        let plain: [String: Any] = ["kind": "boolean", "variants": ["on": true, "off": false], "off_variant": "off", "variant": "on"]
        return key.map { plain.merging(["prerequisites": [["key": $0, "variant": "on"]]]) { $1 } } ?? plain
      }
      #expect(try await root.put("admin/flags/b", flag(needing: "a")).expect(422).json["errors"][0]["code"].text == "unknown_flag")
      try await root.put("admin/flags/a", flag(needing: nil)).expect(200)
      try await root.put("admin/flags/b", flag(needing: "a")).expect(200)
      let other: [String: Any] = ["kind": "boolean", "variants": ["off": false], "off_variant": "off", "variant": "off"]
      try await root.call("PUT", "admin/flags/a", other).expect(409, "feature_flag_needed")
      try await root.call("PUT", "admin/flags/c", other).expect(412, "version_stale")
      try await root.call("PUT", "admin/flags/a", flag(needing: "b")).expect(409, "feature_flags_in_circle")
      try await root.call("PUT", "admin/flags/a", flag(needing: "a")).expect(409, "feature_flags_in_circle")
      try await root.delete("admin/flags/a").expect(409, "feature_flag_needed")
      try await root.delete("admin/flags/a/on").expect(200)
      #expect(try await ask(forum.visitor, "b").expect(200).json["reason"].text == "DISABLED")
    }
  }

  @Test("members ask flags and keep none; tenants have flags of their own")
  func access() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      try await ada.put("admin/flags/editor", editor).expect(403, "permission_missing")
      try await forum.visitor.get("admin/flags").expect(401)
      try await root.put("admin/flags/editor", editor).expect(200)
      try await ask(ada, "editor").expect(200)
      try await root.post("admin/tenants", ["slug": "acme", "name": "Acme"]).expect(202)
      try await forum.isServing("acme")
      try await ask(forum.visitor.of("acme"), "editor").expect(404)
      try await forum.visitor.with(token: "wrong").post("/ofrep/v1/evaluate/flags").expect(401)
    }
  }

  @Test("flags of another forum are asked by this one's pages and apps, are changed there alone, and changes there are told here")
  func elsewhere() async throws {
    try await withForum { other in
      let keeper = try await other.administrator()
      try await keeper.put("admin/flags/editor", editor).expect(200)
      try await other.listening { port in
        try await withRemoteFlags("http://127.0.0.1:\(port)") { flags in
          try await withForum(flags: flags) { forum in
            let root = try await forum.administrator()
            let said = try await ask(forum.visitor, "editor", ["roles": ["admin"]]).expect(200).json
            #expect(said["value"].text == "blocks" && said["metadata"]["rule"].text == "staff")
            try await ask(forum.visitor, "missing").expect(404)
            let all = try await forum.visitor.post("/ofrep/v1/evaluate/flags", ["context": ["beta": true]]).expect(200).json
            #expect(all["flags"][0]["errorCode"].text == "TARGETING_KEY_MISSING")
            for answer in [
              try await root.get("admin/flags"), try await root.get("admin/flags/editor"), try await root.put("admin/flags/editor", editor),
              try await root.delete("admin/flags/editor"), try await root.delete("admin/flags/editor/on"),
            ] {
              answer.expect(409, "feature_flags_elsewhere")
              #expect(answer.json["detail"].text.contains("http://127.0.0.1:\(port)"))
            }
            try await forum.visitor.get("admin/flags").expect(401)
            let end = try await forum.settledEnd()
            try await keeper.delete("admin/flags/editor/on").expect(200)
            let late = ContinuousClock.now + .seconds(30)
            while try await forum.application.stream.info().last == end {
              try #require(ContinuousClock.now < late, "nobody tells of the change")
              try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await ask(forum.visitor, "editor", ["roles": ["admin"]]).expect(200).json["reason"].text == "DISABLED")
          }
        }
      }
    }
  }
}
