public import ForumKernel
public import Logging

/// Does the steps of sagas, a few sagas at a time. Where a saga stands is saved after each step, so that a process that dies takes nothing with it:
/// the next one, or another node, repeats the step that was at work.
public struct SagaRunner: Sendable {
  /// Tries of one step before the saga turns round, or is stuck when it goes back already.
  public static let attemptsMax = 5
  /// So many sagas at a time: one that takes long does not keep the others waiting.
  private static let workers = 3
  private static let idleInterval = Duration.milliseconds(250)
  private static let backoffSecondsMax: Int64 = 300
  /// A claim ends this long after the step's time is up: the node that had it is gone then.
  private static let margin = Duration.seconds(10)

  let store: any SagaStore
  let definitions: [String: SagaDefinition]
  let clock: any WallClock
  let logger: Logger

  public init(store: any SagaStore, definitions: [SagaDefinition], clock: any WallClock, logger: Logger) {
    self.store = store
    self.definitions = Dictionary(uniqueKeysWithValues: definitions.map { ($0.kind, $0) })
    self.clock = clock
    self.logger = logger
  }

  /// Until the task is cancelled. `isAlone`: no other process works on this store, so that whatever is claimed was left by a dead one.
  public func run(isAlone: Bool) async {
    if isAlone { await repeating(untilDone: true) { try await store.releaseSagas() } }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<Self.workers {
        group.addTask { await repeating(untilDone: false) { while try await advanceOne() {} } }
      }
    }
  }

  private func repeating(untilDone: Bool, _ work: @Sendable () async throws -> Void) async {
    while !Task.isCancelled {
      do {
        try await work()
        if untilDone { return }
      } catch is CancellationError {
        return
      } catch {
        logger.error("sagas wait", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: Self.idleInterval)
    }
  }

  /// Does the next step of a saga that is due; false when none is.
  public func advanceOne() async throws -> Bool {
    guard var saga = try await store.claimSaga(for: { [definitions] in (definitions[$0.kind]?.step($0.step)?.timeout ?? .zero) + Self.margin }) else {
      return false
    }
    do {
      try await perform(saga)
      try Task.checkCancellation()
      succeed(&saga)
    } catch {
      // A server that stops has not failed: the step is repeated after its start.
      if Task.isCancelled { throw CancellationError() }
      fail(&saga, error)
    }
    saga.updatedAt = clock.now
    if try await !store.save(saga) { logger.warning("a saga was taken over", metadata: ["saga": "\(saga.id)"]) }
    return true
  }

  private func perform(_ saga: SagaRecord) async throws {
    guard let step = definitions[saga.kind]?.step(saga.step) else {
      throw AppError(.invalid, "saga_unknown", "This program knows no step \(saga.step) of \(saga.kind).")
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await saga.isUndoing ? step.undo(saga) : step.run(saga) }
      group.addTask {
        try await Task.sleep(for: step.timeout)
        throw AppError(.unavailable, "saga_timeout", "The step \(step.name) took longer than \(step.timeout).")
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func succeed(_ saga: inout SagaRecord) {
    saga.attempts = 0
    saga.nextAt = clock.now
    if !saga.isUndoing {
      saga.problem = nil
      saga.step += 1
      saga.nextAt = clock.now.adding(seconds: definitions[saga.kind]?.step(saga.step)?.wait.components.seconds ?? 0)
      if saga.step == definitions[saga.kind]?.steps.count { end(&saga, .done) }
    } else if saga.step == 0 {
      end(&saga, .undone)
    } else {
      saga.step -= 1
    }
  }

  private func fail(_ saga: inout SagaRecord, _ error: any Error) {
    saga.attempts += 1
    saga.problem = (error as? AppError)?.message ?? "\(error)"
    saga.nextAt = clock.now.adding(seconds: min(Self.backoffSecondsMax, 1 << min(saga.attempts, 10)))
    logger.warning(
      "a step failed",
      metadata: ["saga": "\(saga.id)", "kind": "\(saga.kind)", "step": "\(saga.step)", "attempt": "\(saga.attempts)", "error": "\(error)"])
    // What can't go back waits for what is away, however long that takes.
    let isWaiting = definitions[saga.kind]?.isReversible == false && (error as? AppError)?.code == .unavailable
    guard saga.attempts >= Self.attemptsMax && !isWaiting || isFinal(error) else { return }
    saga.attempts = 0
    if !saga.isUndoing, definitions[saga.kind]?.isReversible == true {
      // The step that failed may have done half of its work: it is undone as well.
      saga.isUndoing = true
      saga.nextAt = clock.now
    } else {
      saga.state = .stuck
      logger.error("a saga is stuck", metadata: ["saga": "\(saga.id)", "kind": "\(saga.kind)", "step": "\(saga.step)"])
    }
  }

  private func end(_ saga: inout SagaRecord, _ state: SagaRecord.State) {
    saga.state = state
    saga.data = [:]
  }

  /// Another try would end the same way.
  private func isFinal(_ error: any Error) -> Bool {
    guard let code = (error as? AppError)?.code else { return false }
    return [.conflict, .invalid, .forbidden, .notFound].contains(code)
  }
}
