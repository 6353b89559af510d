import ForumKernel
import Logging
import NATS
import SQLStore
import SQLite
import Support
import Testing
import Workers

@Suite("The relay of the outbox", .enabled(if: NATSBench.isThere, NATSBench.skipReason))
struct OutboxRelayTests {
  /// A store in memory and a stream of its own.
  private struct Bench {
    let archive: RetainedOutbox
    let outbox: RelayedOutbox
    let lease: any NodeLease
    let stream: NATSStream

    init(_ url: String, timeout: Duration = .seconds(15), window: Duration = .seconds(120)) async throws {
      let clock = SystemClock()
      let store = SQLStore(driver: try SQLiteDriver.inMemory(), clock: clock, ids: IDGenerator(clock: clock), outboxIsStream: false)
      try await store.migrate()
      (archive, outbox, lease) = (RetainedOutbox(store: store), RelayedOutbox(store: store), store.lease(named: LeaseName.events))
      stream = try await NATSBench.open(url, timeout: timeout) { limits in
        limits.name = "O\(UInt64.random(in: 0...UInt64.max))"
        limits.duplicateWindow = window
      }
    }

    func relay(_ holder: String = "one") -> OutboxRelay {
      var logger = Logger(label: "test")
      logger.logLevel = .critical
      return OutboxRelay(outbox: outbox, lease: lease, stream: stream, holder: holder, logger: logger)
    }

    /// Runs `body` beside these relays.
    func relaying(_ relays: [OutboxRelay], _ body: () async throws -> Void) async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for relay in relays { group.addTask { await relay.run() } }
        try await body()
        group.cancelAll()
      }
    }

    func commit(_ range: ClosedRange<Int>) async throws {
      for number in range { _ = try await archive.append(subject: "a.\(number % 3)", messageID: "m\(number)", payload: Array("\(number)".utf8)) }
    }

    /// Waits until nothing waits any more, and gives what is in the stream.
    func relayed() async throws -> [String] {
      #expect(try await outbox.published(within: .seconds(120)))
      var found: [StreamMessage] = []
      while case let batch = try await stream.read(after: found.last?.sequence ?? 0, matching: [], limit: 256), !batch.messages.isEmpty {
        found += batch.messages
      }
      return found.compactMap(\.messageID)
    }
  }

  private static func ids(_ range: ClosedRange<Int>) -> [String] { range.map { "m\($0)" } }

  @Test("what is committed comes into the stream in its order, what was there before too", arguments: NATSServer.programs)
  func order(_ program: String) async throws {
    let bench = try await Bench(try await NATSServer.shared(program).url)
    try await bench.commit(1...600)
    try await bench.relaying([bench.relay()]) {
      try await bench.commit(601...900)
      #expect(try await bench.relayed() == Self.ids(1...900))
    }
    #expect(try await bench.outbox.backlog() == OutboxBacklog(count: 0, first: nil, last: 900))
    await bench.stream.close()
  }

  @Test("what was published but not marked when a node died is not published twice, also after the duplicate window", arguments: NATSServer.programs)
  func crash(_ program: String) async throws {
    for window in [Duration.seconds(120), .milliseconds(100)] {
      let bench = try await Bench(try await NATSServer.shared(program).url, window: window)
      try await bench.commit(1...300)
      let dead = try await bench.outbox.unpublished(limit: 200).map {
        OutgoingMessage(subject: $0.subject, messageID: $0.messageID, payload: $0.payload)
      }
      #expect(await bench.stream.publish(dead).stored == 200)
      try await Task.sleep(for: .milliseconds(500))
      try await bench.relaying([bench.relay()]) {
        let ids = try await bench.relayed()
        #expect(ids == Self.ids(1...300))
      }
      await bench.stream.close()
    }
  }

  @Test("of two nodes one relays, and the other goes on when the first one's lease is over", arguments: NATSServer.programs)
  func lease(_ program: String) async throws {
    let bench = try await Bench(try await NATSServer.shared(program).url)
    #expect(try await bench.lease.takeLease(holder: "dead", for: .seconds(3)))
    #expect(try await !bench.lease.takeLease(holder: "other", for: .seconds(3)))
    #expect(try await bench.lease.takeLease(holder: "dead", for: .seconds(3)))
    try await bench.relaying([bench.relay("one"), bench.relay("two")]) {
      try await bench.commit(1...500)
      #expect(try await bench.relayed() == Self.ids(1...500))
    }
    // Who ends gives the lease back.
    #expect(try await bench.lease.takeLease(holder: "next", for: .seconds(3)))
    await bench.stream.close()
  }

  @Test("while the server is dead or stopped events wait, and then come in their order, once each", arguments: NATSServer.programs)
  func outage(_ program: String) async throws {
    try await NATSServer.run(program: program) { server in
      let bench = try await Bench(server.url, timeout: .seconds(1))
      try await bench.relaying([bench.relay()]) {
        try await bench.commit(1...50)
        #expect(try await bench.relayed() == Self.ids(1...50))
        server.kill()
        try await bench.commit(51...100)
        #expect(try await !bench.outbox.published(within: .milliseconds(100)))
        try await server.start()
        #expect(try await bench.relayed() == Self.ids(1...100))
        server.freeze()
        try await bench.commit(101...700)
        try await Task.sleep(for: .seconds(3))
        server.thaw()
        #expect(try await bench.relayed() == Self.ids(1...700))
      }
      await bench.stream.close()
    }
  }

  @Test("an event that the stream never takes becomes a dead letter and does not hold up the others", arguments: NATSServer.programs)
  func setAside(_ program: String) async throws {
    let bench = try await Bench(try await NATSServer.shared(program).url)
    try await bench.commit(1...10)
    _ = try await bench.archive.append(subject: "a", messageID: "large", payload: [UInt8](repeating: 97, count: 2 << 20))
    try await bench.commit(11...20)
    try await bench.relaying([bench.relay()]) {
      let ids = try await bench.relayed()
      #expect(ids == Self.ids(1...20))
    }
    #expect(try await bench.archive.deadLetters(of: "outbox", upTo: .max, limit: 10).map(\.message.messageID) == ["large"])
    await bench.stream.close()
  }
}
