import Admin
import ForumKernel
import Support
import Testing

@Suite("Contract of feature sources") struct FeatureSourceContract {
  @Test("a flag of each kind says its value, its variant, why, and which version said it", arguments: FeatureSourceBackend.allCases)
  func kinds(_ backend: FeatureSourceBackend) async throws {
    try await backend.with { fixture in
      try await fixture.keep("banner", "boolean", ["on": true, "off": false])
      try await fixture.keep("editor", "string", ["on": "blöcks \"x\"", "off": ""])
      try await fixture.keep("limit", "number", ["on": 2.5, "off": 1])
      try await fixture.keep("theme", "object", ["on": ["dark": ["accent": "#abc"], "sizes": [1, 2]], "off": [:] as [String: Any]])
      let banner = try await fixture.ask("banner").get()
      #expect(banner.value == .flag(true) && banner.variant == "on" && banner.reason == .fixed && banner.metadata == ["version": .integer(1)])
      #expect(try await fixture.ask("editor").get().value == .text("blöcks \"x\""))
      #expect(try await fixture.ask("limit").get().value == .number(2.5))
      #expect(
        try await fixture.ask("theme").get().value
          == .object(["dark": .object(["accent": .text("#abc")]), "sizes": .list([.integer(1), .integer(2)])]))
    }
  }

  @Test("rules see the context, and the rule that decided is told", arguments: FeatureSourceBackend.allCases)
  func rules(_ backend: FeatureSourceBackend) async throws {
    try await backend.with { fixture in
      let staff: [String: Any] = [
        "name": "staff", "conditions": [["attribute": "roles", "comparison": "in", "values": ["admin"]]], "variant": "on",
      ]
      try await fixture.keep("editor", "boolean", ["on": true, "off": false], ["variant": "off", "rules": [staff]])
      let said = try await fixture.ask("editor", ["roles": .list([.text("member"), .text("admin")])]).get()
      #expect(said.value == .flag(true) && said.reason == .targetingMatch && said.metadata["rule"] == .text("staff"))
      #expect(try await fixture.ask("editor", ["roles": .list([.text("member")])]).get().value == .flag(false))
    }
  }

  @Test("a flag that is not there, and a split without a targeting key, are failures that say so", arguments: FeatureSourceBackend.allCases)
  func failures(_ backend: FeatureSourceBackend) async throws {
    try await backend.with { fixture in
      #expect(try await fixture.ask("missing") == .failure(.notFound))
      #expect(try await fixture.ask("..") == .failure(.notFound))
      #expect(try await fixture.ask("no/such flag?") == .failure(.notFound))
      let shares = [["variant": "on", "weight": 1], ["variant": "off", "weight": 1]]
      try await fixture.keep("share", "boolean", ["on": true, "off": false], ["split": shares])
      #expect(try await fixture.ask("share") == .failure(.targetingKeyMissing))
      #expect(try await fixture.ask("share", ["targetingKey": .text("ada")]).get().reason == .split)
    }
  }

  @Test("all flags come by key, with those that fail among them", arguments: FeatureSourceBackend.allCases)
  func all(_ backend: FeatureSourceBackend) async throws {
    try await backend.with { fixture in
      #expect(try await fixture.askAll().isEmpty)
      try await fixture.keep("b", "boolean", ["on": true, "off": false])
      try await fixture.keep(
        "a", "boolean", ["on": true, "off": false], ["split": [["variant": "on", "weight": 1], ["variant": "off", "weight": 1]]])
      try await fixture.until("the flags are not seen") { try await fixture.askAll().count == 2 }
      let answers = try await fixture.askAll()
      #expect(answers.map(\.key) == ["a", "b"] && answers[0].result == .failure(.targetingKeyMissing))
      #expect(try answers[1].result.get().value == .flag(true))
    }
  }

  @Test("the kill switch is seen, by one question and by all", arguments: FeatureSourceBackend.allCases)
  func changes(_ backend: FeatureSourceBackend) async throws {
    try await backend.with { fixture in
      try await fixture.keep("banner", "boolean", ["on": true, "off": false])
      #expect(try await fixture.ask("banner").get().value == .flag(true))
      _ = try await fixture.askAll()
      try await fixture.administrator.delete("admin/flags/banner/on").expect(200)
      try await fixture.until("the change is not seen") { try await fixture.ask("banner").get().reason == .disabled }
      try await fixture.until("the change is not seen among all") { try await fixture.askAll().first?.result.get().value == .flag(false) }
      #expect(fixture.source.state.problem == nil)
    }
  }
}
