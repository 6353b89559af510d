import Admin
import ForumKernel
import Testing

@Suite("What a feature flag says") struct FeatureFlagTests {
  private let both: [String: AttributeValue] = ["on": .flag(true), "off": .flag(false)]

  private func flag(
    _ key: String = "new-editor", isOn: Bool = true, needs: [FeaturePrerequisite] = [], rules: [FeatureRule] = [], serve: [FeatureShare]? = nil
  ) -> FeatureFlag {
    let definition = FeatureDefinition(
      description: "", kind: .boolean, variants: both, isOn: isOn, offVariant: "off", prerequisites: needs, rules: rules,
      serve: serve ?? [FeatureShare(variant: "on", weight: 1)])
    return FeatureFlag(key: key, definition: definition, version: 1, updatedAt: Timestamp(milliseconds: 0))
  }

  private func rule(_ attribute: String, _ comparison: AttributeCondition.Comparison, _ values: [AttributeValue]) -> FeatureRule {
    FeatureRule(
      name: "rule", conditions: [AttributeCondition(attribute: attribute, comparison: comparison, values: values)],
      serve: [FeatureShare(variant: "on", weight: 1)])
  }

  private func split(_ on: Int64) -> [FeatureShare] { [FeatureShare(variant: "on", weight: on), FeatureShare(variant: "off", weight: 100 - on)] }

  private func ask(_ flags: [FeatureFlag], _ context: FeatureContext = FeatureContext([:])) throws -> FeatureEvaluation {
    var inquiry = FeatureInquiry(FeatureSet(flags), context)
    return try inquiry.ask(flags[0].key).get()
  }

  /// Whether the flag's one rule holds in the context.
  private func holds(_ attribute: String, _ comparison: AttributeCondition.Comparison, _ values: [AttributeValue], _ value: AttributeValue?) throws
    -> Bool
  {
    let asked = flag(rules: [rule(attribute, comparison, values)], serve: [FeatureShare(variant: "off", weight: 1)])
    let evaluation = try ask([asked], FeatureContext(value.map { [attribute: $0] } ?? [:]))
    #expect(evaluation.reason == (evaluation.variant == "on" ? .targetingMatch : .fixed))
    return evaluation.variant == "on"
  }

  @Test("the kill switch wins over every rule; without it and without rules everybody gets the same")
  func killSwitch() throws {
    let everybody = rule("x", .isMissing, [])
    let off = try ask([flag(isOn: false, rules: [everybody])])
    #expect(off.value == .flag(false) && off.reason == .disabled && off.metadata["rule"] == nil)
    let on = try ask([flag()])
    #expect(on.value == .flag(true) && on.reason == .fixed)
  }

  @Test("a condition compares texts, numbers, lists and what is missing")
  func conditions() throws {
    #expect(try holds("plan", .isIn, [.text("gold"), .text("silver")], .text("silver")))
    #expect(try !holds("plan", .isIn, [.text("gold")], nil))
    #expect(try holds("plan", .isNotIn, [.text("gold")], nil))
    #expect(try holds("roles", .isIn, [.text("admin")], .list([.text("member"), .text("admin")])))
    #expect(try !holds("roles", .isNotIn, [.text("admin")], .list([.text("member"), .text("admin")])))
    #expect(try holds("age", .isAtLeast, [.integer(18)], .number(18)))
    #expect(try !holds("age", .isLess, [.integer(18)], .integer(18)))
    #expect(try !holds("age", .isAtLeast, [.integer(18)], .text("20")))
    #expect(try holds("seen", .isLess, [.text("2026-11-29T00:00:00Z")], .text("2026-11-28T23:59:59Z")))
    #expect(try holds("email", .endsWith, [.text("@example.org")], .text("ada@example.org")))
    #expect(try holds("path", .startsWith, [.text("/a"), .text("/b")], .text("/b/c")))
    #expect(try holds("agent", .contains, [.text("Firefox")], .text("Mozilla Firefox 99")))
    #expect(try !holds("id", .isIn, [.integer(1_234_567_890_123_456_789)], .integer(1_234_567_890_123_456_788)))
    #expect(try holds("beta", .exists, [], .flag(false)))
    #expect(try !holds("beta", .exists, [], .null))
  }

  @Test("a split puts each key on one side for good, in about the wanted shares, and raising the first one keeps whom it had")
  func split() throws {
    func isOn(_ key: Int, _ percent: Int64, _ flagKey: String = "new-editor") throws -> Bool {
      let evaluation = try ask(
        [flag(flagKey, serve: split(percent))], FeatureContext([FeatureContext.targetingKeyName: .text("user-\(key)")]))
      #expect(evaluation.reason == .split)
      return evaluation.variant == "on"
    }
    let keys = 0..<4000
    let ten = try Set(keys.filter { try isOn($0, 10) })
    let thirty = try Set(keys.filter { try isOn($0, 30) })
    #expect(abs(ten.count - 400) < 80 && abs(thirty.count - 1200) < 120)
    #expect(ten.isSubset(of: thirty))
    #expect(try Set(keys.filter { try isOn($0, 10) }) == ten)
    // Another flag cuts elsewhere.
    #expect(try Set(keys.filter { try isOn($0, 10, "other") }).intersection(ten).count < 100)
    // Where a release would move people, this fails.
    #expect(try (0..<20).filter { try isOn($0, 30) } == [3, 5, 6, 7, 9, 11, 12, 17, 19])
    #expect(throws: FeatureFailure.targetingKeyMissing) { try ask([flag(serve: split(10))]) }
  }

  @Test("a flag whose prerequisite says something else, is off or is gone says its off variant")
  func prerequisites() throws {
    let needing = flag(needs: [FeaturePrerequisite(key: "base", variant: "on")])
    func variant(_ base: [FeatureFlag]) throws -> String? { try ask([needing] + base).variant }
    #expect(try variant([flag("base")]) == "on")
    #expect(try variant([flag("base", serve: [FeatureShare(variant: "off", weight: 1)])]) == "off")
    #expect(try variant([flag("base", isOn: false)]) == "off")
    #expect(try variant([]) == "off")
    // A split without a key says nothing either.
    #expect(try variant([flag("base", serve: split(50))]) == "off")
  }

  @Test("flags that need one another many times over are asked once each")
  func manyNeeds() throws {
    let flags = (0..<40).map { number in
      flag("flag-\(number)", needs: number == 0 ? [] : (1...10).map { FeaturePrerequisite(key: "flag-\(max(0, number - $0))", variant: "on") })
    }
    #expect(try ask(flags.reversed()).variant == "on")
  }
}
