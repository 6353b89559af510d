import ForumKernel
import SQLStore
import Support
import Synchronization
import Testing
import Workers

@Suite("Sagas in every store") struct SagaContract {
  private static let engines = SQLBackend.available.filter { $0 != .postgresUnprepared && $0 != .sqliteMemory }

  /// What the steps did, in order.
  private final class Journal: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func note(_ line: String) { lines.withLock { $0.append(line) } }
  }

  private struct Refusal: Error {}

  private struct Bench {
    let store: SQLStore
    let clock: ManualClock
    let journal = Journal()
    let tenant: TenantID

    func begin(_ kind: String = "test") async throws -> SagaID {
      try await store.transaction(tenant, actor: nil) { try $0.begin(kind, subject: "thing:1", data: ["secret": "hush"]) }
    }

    /// `failing`: the steps that can't be done; `undoing`: those that can't be undone.
    func runner(failing: Set<String> = [], undoing: Set<String> = [], isReversible: Bool = true, timeout: Duration = .seconds(60)) -> SagaRunner {
      let steps = ["one", "two", "three"].map { name in
        SagaDefinition.Step(name, timeout: timeout) { [journal] _ in
          journal.note(name)
          if failing.contains(name) { throw Refusal() }
        } undo: { [journal] _ in
          journal.note("undo \(name)")
          if undoing.contains(name) { throw Refusal() }
        }
      }
      return SagaRunner(
        store: store, definitions: [SagaDefinition("test", isReversible: isReversible, steps: steps)], clock: clock,
        logger: .silent)
    }

    /// Until nothing is due any more, however long that waits.
    func exhaust(_ runner: SagaRunner) async throws {
      for _ in 0..<40 {
        while try await runner.advanceOne() {}
        clock.advance(seconds: 400)
      }
    }

    func saga(_ id: SagaID) async throws -> SagaRecord {
      try #require(try await store.sagas(PageRequest(limit: 10)).items.first { $0.id == id })
    }
  }

  private static func with(_ engine: SQLBackend, _ body: (Bench) async throws -> Void) async throws {
    try await engine.with { driver in
      let clock = ManualClock()
      let ids = IDGenerator(clock: clock)
      let store = SQLStore(driver: driver, clock: clock, ids: ids, outboxIsStream: true)
      try await body(Bench(store: store, clock: clock, tenant: ids.next()))
    }
  }

  @Test("do their steps once each, and forget what they needed at the end", arguments: engines)
  func whole(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let id = try await bench.begin()
      try await bench.exhaust(bench.runner())
      let saga = try await bench.saga(id)
      #expect(bench.journal.all == ["one", "two", "three"] && saga.state == .done && saga.data.isEmpty)
    }
  }

  @Test("undo what they did when a step fails again and again, the failed step first", arguments: engines)
  func compensation(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let id = try await bench.begin()
      try await bench.exhaust(bench.runner(failing: ["two"]))
      let saga = try await bench.saga(id)
      #expect(saga.state == .undone && saga.isUndoing && saga.problem != nil)
      #expect(bench.journal.all == ["one"] + Array(repeating: "two", count: SagaRunner.attemptsMax) + ["undo two", "undo one"])
    }
  }

  @Test("are stuck when a step can't be undone, and go on when somebody asks for another try", arguments: engines)
  func stuck(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let id = try await bench.begin()
      try await bench.exhaust(bench.runner(failing: ["two"], undoing: ["one"]))
      #expect(try await bench.saga(id).state == .stuck)
      let allowed = try await bench.store.retrySaga(id, by: nil)
      let again = try await bench.store.retrySaga(id, by: nil)
      #expect(allowed && !again)
      try await bench.exhaust(bench.runner())
      #expect(try await bench.saga(id).state == .undone)
    }
  }

  @Test("that can't be undone are stuck at the step, and finish after another try", arguments: engines)
  func irreversible(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let id = try await bench.begin()
      try await bench.exhaust(bench.runner(failing: ["two"], isReversible: false))
      let saga = try await bench.saga(id)
      #expect(saga.state == .stuck && saga.step == 1 && !bench.journal.all.contains("undo one"))
      #expect(try await bench.store.retrySaga(id, by: nil))
      try await bench.exhaust(bench.runner(isReversible: false))
      #expect(try await bench.saga(id).state == .done)
    }
  }

  @Test("repeat the step at which a process died, whichever it was", arguments: engines, 0...2)
  func killed(_ engine: SQLBackend, _ step: Int) async throws {
    try await Self.with(engine) { bench in
      let id = try await bench.begin()
      for _ in 0..<step { #expect(try await bench.runner().advanceOne()) }
      // Claimed, and never heard of again.
      let claimed = try await bench.store.claimSaga { _ in .seconds(1000) }
      #expect(claimed?.id == id)
      #expect(try await !bench.runner().advanceOne(), "nobody takes what another one is at")
      try await bench.store.releaseSagas()
      while try await bench.runner().advanceOne() {}
      #expect(try await bench.saga(id).state == .done && bench.journal.all == ["one", "two", "three"])
    }
  }

  @Test("are taken by another node when the lease is over, and who comes back late changes nothing", arguments: engines)
  func takenOver(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let id = try await bench.begin()
      let claimed = try await bench.store.claimSaga { _ in .seconds(60) }
      var late = try #require(claimed)
      bench.clock.advance(seconds: 61)
      while try await bench.runner().advanceOne() {}
      late.state = .stuck
      #expect(try await !bench.store.save(late))
      #expect(try await bench.saga(id).state == .done)
    }
  }

  @Test("give a step up that takes longer than it may", arguments: engines)
  func timeout(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let id = try await bench.begin()
      let endless = SagaDefinition(
        "test", steps: [.init("endless", timeout: .milliseconds(20)) { _ in try await Task.sleep(for: .seconds(3600)) }])
      let runner = SagaRunner(
        store: bench.store, definitions: [endless], clock: bench.clock, logger: .silent)
      #expect(try await runner.advanceOne())
      let saga = try await bench.saga(id)
      #expect(saga.attempts == 1 && saga.problem?.contains("endless") == true)
    }
  }

  @Test("of a kind that this program does not know are stuck, not lost", arguments: engines)
  func unknown(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let id = try await bench.begin("of.tomorrow")
      try await bench.exhaust(bench.runner())
      #expect(try await bench.saga(id).state == .stuck)
    }
  }
}
