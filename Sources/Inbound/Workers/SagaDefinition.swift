public import ForumKernel

/// What a kind of saga does, step by step.
public struct SagaDefinition: Sendable {
  /// One step. Both halves may run again after a crash: doing what is done, or undoing what was never done, changes nothing.
  public struct Step: Sendable {
    public let name: String
    public let timeout: Duration
    /// How long after the step before it is done.
    public let wait: Duration
    let run: @Sendable (SagaRecord) async throws -> Void
    let undo: @Sendable (SagaRecord) async throws -> Void

    public init(
      _ name: String, timeout: Duration = .seconds(30), wait: Duration = .zero, run: @escaping @Sendable (SagaRecord) async throws -> Void,
      undo: @escaping @Sendable (SagaRecord) async throws -> Void = { _ in }
    ) {
      self.name = name
      self.timeout = timeout
      self.wait = wait
      self.run = run
      self.undo = undo
    }
  }

  public let kind: String
  public let steps: [Step]
  /// Whether it can be undone; one that cannot gets stuck instead.
  public let isReversible: Bool

  /// nil when there is none of that number.
  func step(_ index: Int) -> Step? { steps.indices.contains(index) ? steps[index] : nil }

  public init(_ kind: String, isReversible: Bool = true, steps: [Step]) {
    self.kind = kind
    self.isReversible = isReversible
    self.steps = steps
  }
}
