public import ForumKernel

/// What is done around the evaluation of a flag, in OpenFeature's four stages. Stages answer at once; one that throws makes the evaluation an error, and so
/// gives the default of whoever asked. Where all flags are asked together, `before` is called once, for all of them.
public struct FeatureHook: Sendable {
  /// In the order of the hooks; what it returns is added to the context, for the hooks after it as well.
  public var before: @Sendable (FeatureHookContext) throws -> [String: AttributeValue] = { _ in [:] }
  /// After success, in reverse order.
  public var after: @Sendable (FeatureHookContext, FeatureEvaluation) throws -> Void = { _, _ in }
  /// After an error of the evaluation or of another stage, in reverse order. A failure of its own changes nothing.
  public var error: @Sendable (FeatureHookContext, any Error) throws -> Void = { _, _ in }
  /// Always, at last, in reverse order. A failure of its own changes nothing.
  public var finally: @Sendable (FeatureHookContext, Result<FeatureEvaluation, FeatureFailure>) throws -> Void = { _, _ in }

  /// Does nothing in any stage.
  public init() {}
}

/// What a hook knows of the evaluation.
public struct FeatureHookContext: Sendable {
  /// nil before all flags are asked together.
  public let key: String?
  public let tenant: TenantID
  /// The name of the source that is asked.
  public let source: String
  /// With what earlier hooks added.
  public let context: FeatureContext
}

/// The hooks around evaluations.
struct FeatureHooks: Sendable {
  private static let failed = FeatureFailure(.general, "A hook of the evaluation failed.")

  let hooks: [FeatureHook]
  /// The name of the source that is asked.
  let source: String

  /// One flag: `ask` gets the question with what hooks added to its context. Throws what it throws, after the hooks were told.
  func around(
    _ key: String, _ question: FeatureQuestion, _ ask: (FeatureQuestion) async throws -> Result<FeatureEvaluation, FeatureFailure>
  ) async throws -> Result<FeatureEvaluation, FeatureFailure> {
    switch prepare(key, question) {
    case .failure(let failure): return conclude(key, failure.question, error: failure.cause, Self.failed)
    case .success(let question):
      do {
        return conclude(key, question, try await ask(question))
      } catch {
        _ = conclude(key, question, error: error, FeatureFailure(.general, "The flags can't be read."))
        throw error
      }
    }
  }

  /// All flags.
  func around(
    all question: FeatureQuestion, _ ask: (FeatureQuestion) async throws -> Result<[FeatureAnswer], FeatureFailure>
  ) async throws -> Result<[FeatureAnswer], FeatureFailure> {
    switch prepare(nil, question) {
    case .failure(let failure):
      _ = conclude(nil, failure.question, error: failure.cause, Self.failed)
      return .failure(Self.failed)
    case .success(let question):
      let answers: Result<[FeatureAnswer], FeatureFailure>
      do {
        answers = try await ask(question)
      } catch {
        _ = conclude(nil, question, error: error, FeatureFailure(.general, "The flags can't be read."))
        throw error
      }
      if case .failure(let failure) = answers { _ = conclude(nil, question, error: failure, failure) }
      return answers.map { $0.map { FeatureAnswer(key: $0.key, result: conclude($0.key, question, $0.result)) } }
    }
  }

  private struct Refusal: Error {
    let question: FeatureQuestion
    let cause: any Error
  }

  private func prepare(_ key: String?, _ question: FeatureQuestion) -> Result<FeatureQuestion, Refusal> {
    var question = question
    for hook in hooks {
      do {
        let added = try hook.before(told(key, question))
        if !added.isEmpty { question.context = question.context.adding(added) }
      } catch {
        return .failure(Refusal(question: question, cause: error))
      }
    }
    return .success(question)
  }

  private func conclude(
    _ key: String, _ question: FeatureQuestion, _ result: Result<FeatureEvaluation, FeatureFailure>
  ) -> Result<FeatureEvaluation, FeatureFailure> {
    do {
      let evaluation = try result.get()
      let told = told(key, question)
      for hook in hooks.reversed() { try hook.after(told, evaluation) }
      for hook in hooks.reversed() { try? hook.finally(told, result) }
      return result
    } catch {
      return conclude(key, question, error: error, error as? FeatureFailure ?? Self.failed)
    }
  }

  private func conclude(
    _ key: String?, _ question: FeatureQuestion, error: any Error, _ failure: FeatureFailure
  ) -> Result<FeatureEvaluation, FeatureFailure> {
    let told = told(key, question)
    for hook in hooks.reversed() { try? hook.error(told, error) }
    for hook in hooks.reversed() { try? hook.finally(told, .failure(failure)) }
    return .failure(failure)
  }

  private func told(_ key: String?, _ question: FeatureQuestion) -> FeatureHookContext {
    FeatureHookContext(key: key, tenant: question.tenant, source: source, context: question.context)
  }
}
