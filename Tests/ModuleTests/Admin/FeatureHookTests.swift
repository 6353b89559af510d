import ForumKernel
import Synchronization
import Testing

@testable import Admin

/// Sentences of OpenFeature's specification, section 4.
@Suite("Hooks around an evaluation") struct FeatureHookTests {
  private struct Broken: Error {}

  private final class Diary: Sendable {
    private let lines = Mutex<[String]>([])
    func note(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  private let diary = Diary()
  private let question = FeatureQuestion(tenant: TenantID(RawID(high: 1, low: 1)), slug: "main", context: FeatureContext(["plan": .text("free")]))
  private let evaluation = FeatureEvaluation(key: "editor", variant: "on", value: .flag(true), reason: .fixed, metadata: [:])

  /// Writes down each stage; breaks in those that `breaking` names.
  private func hook(_ name: String, breaking: Set<String> = [], adds: [String: AttributeValue] = [:]) -> FeatureHook {
    let stage = { @Sendable [diary] (stage: String) throws in
      diary.note("\(stage) \(name)")
      if breaking.contains(stage) { throw Broken() }
    }
    var hook = FeatureHook()
    hook.before = { _ in
      try stage("before")
      return adds
    }
    hook.after = { _, _ in try stage("after") }
    hook.error = { _, _ in try stage("error") }
    hook.finally = { _, _ in try stage("finally") }
    return hook
  }

  private func evaluate(
    _ hooks: [FeatureHook], _ result: Result<FeatureEvaluation, FeatureFailure>? = nil
  ) async throws -> Result<FeatureEvaluation, FeatureFailure> {
    try await FeatureHooks(hooks: hooks, source: "store").around("editor", question) { _ in
      diary.note("evaluation")
      return result ?? .success(evaluation)
    }
  }

  @Test("before runs in the order of the hooks, after and finally in reverse (4.4.2)") func order() async throws {
    #expect(try await evaluate([hook("a"), hook("b")]) == .success(evaluation))
    #expect(diary.all == ["before a", "before b", "evaluation", "after b", "after a", "finally b", "finally a"])
  }

  @Test("what before returns is merged into the context, for the next hooks and for the evaluation (4.3.4, 4.3.5)") func context() async throws {
    var looks = FeatureHook()
    looks.before = { [diary] told in
      if case .text(let plan) = told.context.attributes["plan"] { diary.note("sees \(plan)") }
      return ["plan": .text("silver")]
    }
    let hooks = FeatureHooks(hooks: [hook("a", adds: ["plan": .text("gold"), "targetingKey": .text("ada")]), looks], source: "store")
    _ = try await hooks.around("editor", question) { question in
      #expect(question.context.attributes["plan"] == .text("silver") && question.context.targetingKey == "ada")
      return .success(evaluation)
    }
    #expect(diary.all.contains("sees gold"))
  }

  @Test("a before that throws ends its stage, and the default is given after error and finally (4.4.5, 4.4.6, 4.4.7)") func beforeThrows()
    async throws
  {
    let result = try await evaluate([hook("a"), hook("b", breaking: ["before"]), hook("c")])
    guard case .failure(let failure) = result else {
      Issue.record("the evaluation succeeded")
      return
    }
    #expect(failure.code == .general)
    #expect(diary.all == ["before a", "before b", "error c", "error b", "error a", "finally c", "finally b", "finally a"])
  }

  @Test("an after that throws ends its stage, and the default is given after error and finally (4.4.5, 4.4.6)") func afterThrows() async throws {
    let result = try await evaluate([hook("a"), hook("b", breaking: ["after"])])
    #expect((try? result.get()) == nil)
    #expect(diary.all == ["before a", "before b", "evaluation", "after b", "error b", "error a", "finally b", "finally a"])
  }

  @Test("an error or a finally that throws changes nothing, and the others run (4.4.3, 4.4.4)") func lastStagesThrow() async throws {
    let all = [hook("a"), hook("b", breaking: ["error", "finally"])]
    #expect(try await evaluate(all) == .success(evaluation))
    #expect(diary.all.suffix(2) == ["finally b", "finally a"])
    #expect(try await evaluate(all, .failure(.notFound)) == .failure(.notFound))
    #expect(diary.all.suffix(4) == ["error b", "error a", "finally b", "finally a"])
  }

  @Test("an evaluation that fails runs error and not after, and its own error is given (4.3.7)") func evaluationFails() async throws {
    #expect(try await evaluate([hook("a")], .failure(.targetingKeyMissing)) == .failure(.targetingKeyMissing))
    #expect(diary.all == ["before a", "evaluation", "error a", "finally a"])
  }

  @Test("hooks hear of a store that can't be read, whose error goes on") func storeFails() async throws {
    let hooks = FeatureHooks(hooks: [hook("a")], source: "store")
    await #expect(throws: Broken.self) { _ = try await hooks.around("editor", question) { _ in throw Broken() } }
    await #expect(throws: Broken.self) { _ = try await hooks.around(all: question) { _ in throw Broken() } }
    #expect(diary.all == ["before a", "error a", "finally a", "before a", "error a", "finally a"])
  }

  @Test("of all flags before runs once, and the rest for each flag: an after that throws makes that one an error") func allFlags() async throws {
    var picky = FeatureHook()
    picky.before = { told in
      #expect(told.key == nil && told.source == "store")
      return ["asked": .flag(true)]
    }
    picky.after = { told, _ in if told.key == "b" { throw Broken() } }
    let hooks = FeatureHooks(hooks: [picky, hook("x")], source: "store")
    let answers = try await hooks.around(all: question) { question in
      #expect(question.context.attributes["asked"] == .flag(true))
      return .success(["a", "b", "c"].map { FeatureAnswer(key: $0, result: $0 == "c" ? .failure(.notFound) : .success(evaluation)) })
    }.get()
    #expect((try? answers[0].result.get()) == evaluation && answers[2].result == .failure(.notFound))
    guard case .failure(let failure) = answers[1].result else {
      Issue.record("the flag is no error")
      return
    }
    #expect(failure.code == .general)
    #expect(diary.all == ["before x", "after x", "finally x", "after x", "error x", "finally x", "error x", "finally x"])
    let none = try await FeatureHooks(hooks: [hook("y", breaking: ["before"])], source: "store").around(all: question) { _ in .success([]) }
    #expect((try? none.get()) == nil && diary.all.suffix(3) == ["before y", "error y", "finally y"])
  }
}
