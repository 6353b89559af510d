import ForumKernel
import NATS
import Support
import Testing

@Suite("Consumers on a NATS server keep the port's rules as time passes", .enabled(if: NATSBench.isThere, NATSBench.skipReason))
struct NATSRedeliveryTests {
  /// A stream with ten messages and a consumer from the first on.
  private func open(
    _ program: String, _ change: (inout ConsumerSettings) -> Void = { _ in }, _ body: (NATSStream, any StreamConsumer) async throws -> Void
  ) async throws {
    let stream = try await NATSBench.open(try await NATSServer.shared(program).url) { $0.name = "R\(UInt64.random(in: 0...UInt64.max))" }
    for _ in 1...10 { _ = try await stream.publish(subject: "a", messageID: nil, payload: []) }
    var settings = ConsumerSettings(name: "worker", filters: [], start: .first)
    change(&settings)
    try await body(stream, try await stream.consumer(settings))
    await stream.close()
  }

  private func texts(_ deliveries: [Delivery]) -> [String] { deliveries.map { "\($0.message.sequence)#\($0.attempt)" } }

  @Test("a delivery without an answer comes again; the answer to its first attempt still counts", arguments: NATSServer.programs)
  func redelivery(_ program: String) async throws {
    try await open(program) { settings in
      (settings.ackWait, settings.maxAckPending) = (.milliseconds(500), 1)
    } _: { _, consumer in
      let first = try await NATSBench.next(consumer)
      #expect(texts(first) == ["1#1"])
      #expect(texts(try await NATSBench.next(consumer)) == ["1#2"])
      try await consumer.acknowledge(try #require(first.first))
      let next = try await NATSBench.next(consumer)
      #expect(texts(next) == ["2#1"])
      #expect(try await consumer.status().ackFloor == 1)
    }
  }

  @Test("the back-off list replaces the time to answer, and retry has its own delay", arguments: NATSServer.programs)
  func backOff(_ program: String) async throws {
    try await open(program) { settings in
      (settings.backOff, settings.maxAckPending) = ([.milliseconds(300), .milliseconds(600), .seconds(3600)], 1)
    } _: { _, consumer in
      for attempt in 1...2 { #expect(texts(try await NATSBench.next(consumer)) == ["1#\(attempt)"]) }
      let third = try await NATSBench.next(consumer)
      #expect(texts(third) == ["1#3"])
      try await consumer.retry(try #require(third.first), after: .milliseconds(300))
      let fourth = try await NATSBench.next(consumer)
      #expect(texts(fourth) == ["1#4"])
      try await consumer.retry(try #require(fourth.first), after: .zero)
      #expect(texts(try await NATSBench.next(consumer)) == ["1#5"])
    }
  }

  @Test("while a delivery is extended it does not come again", arguments: NATSServer.programs)
  func extend(_ program: String) async throws {
    try await open(program) { settings in
      (settings.ackWait, settings.maxAckPending) = (.seconds(20), 1)
    } _: { _, consumer in
      let delivery = try #require(try await NATSBench.next(consumer).first)
      try await consumer.extend(delivery)
      #expect(try await consumer.fetch(1, expires: .milliseconds(100)).isEmpty)
      try await consumer.acknowledge(delivery)
      #expect(texts(try await NATSBench.next(consumer)) == ["2#1"])
    }
  }

  @Test("no more than the allowed number is out at once, and an answer makes room", arguments: NATSServer.programs)
  func maxAckPending(_ program: String) async throws {
    try await open(program) {
      $0.maxAckPending = 3
    } _: { _, consumer in
      let deliveries = try await NATSBench.next(consumer)
      #expect(texts(deliveries) == ["1#1", "2#1", "3#1"])
      try await consumer.acknowledge(try #require(deliveries.dropFirst().first))
      #expect(texts(try await NATSBench.next(consumer)) == ["4#1"])
      #expect(try await consumer.status() == ConsumerStatus(ackFloor: 0, ackPending: 3, deadLetters: 0))
    }
  }

  @Test("what was delivered as often as allowed goes to the dead letters instead of once more", arguments: NATSServer.programs)
  func maxDeliver(_ program: String) async throws {
    try await open(program) { settings in
      (settings.maxDeliver, settings.maxAckPending, settings.ackWait) = (2, 1, .milliseconds(300))
    } _: { _, consumer in
      for attempt in 1...2 { #expect(texts(try await NATSBench.next(consumer)) == ["1#\(attempt)"]) }
      let next = try await NATSBench.next(consumer)
      #expect(texts(next) == ["2#1"])
      #expect(try await consumer.status().deadLetters == 1)
      let second = try #require(next.first)
      try await consumer.deadLetter(second, reason: "unreadable\r\nNats-Msg-Id: forged")
      try await consumer.deadLetter(second, reason: "again")
      #expect(try await consumer.status().deadLetters == 2)
    }
  }

  @Test("a consumer starts where its settings say, and takes several filters", arguments: NATSServer.programs)
  func starts(_ program: String) async throws {
    try await open(program) { _ in
    } _: { stream, _ in
      let tenth = try await stream.read(after: 9, matching: [], limit: 1).messages[0].time
      let cases: [(String, ConsumerSettings.Start, [SubjectFilter], [Int64])] = [
        ("first", .first, [], Array(1...14)), ("new", .new, [], Array(11...14)), ("after", .after(8), [], Array(9...14)),
        ("since", .since(tenth.adding(seconds: 3600)), [], Array(11...14)),
        ("several", .after(10), ["b", "c.*"].compactMap { SubjectFilter($0) }, [12, 13]),
      ]
      var consumers: [any StreamConsumer] = []
      for (name, start, filters, _) in cases {
        consumers.append(try await stream.consumer(ConsumerSettings(name: name, filters: filters, start: start)))
      }
      for subject in ["a", "b", "c.d", "e"] { _ = try await stream.publish(subject: subject, messageID: nil, payload: []) }
      for (consumer, (_, _, _, expected)) in zip(consumers, cases) {
        let sequences = try await consumer.fetch(100, expires: .zero).map(\.message.sequence)
        #expect(sequences == expected)
      }
    }
  }

  @Test("after a restart of this process a consumer goes on, and answers to old deliveries count", arguments: NATSServer.programs)
  func restart(_ program: String) async throws {
    let url = try await NATSServer.shared(program).url
    let name = "R\(UInt64.random(in: 0...UInt64.max))"
    let settings = ConsumerSettings(name: "worker", filters: [], start: .first)
    let before = try await NATSBench.open(url) { $0.name = name }
    for _ in 1...4 { _ = try await before.publish(subject: "a", messageID: nil, payload: []) }
    let old = try await before.consumer(settings).fetch(2, expires: .zero)
    await before.close()
    let after = try await NATSBench.open(url) { $0.name = name }
    let consumer = try await after.consumer(settings)
    #expect(texts(try await consumer.fetch(100, expires: .zero)) == ["3#1", "4#1"])
    for delivery in old { try await consumer.acknowledge(delivery) }
    #expect(try await consumer.status().ackFloor == 2)
    await after.close()
  }
}
