import ForumKernel
import Testing

@Suite("Every event stream has durable consumers with JetStream's rules")
struct StreamConsumerContract {
  /// A stream with ten messages and a consumer from the first on.
  private func open(
    _ backend: StreamBackend, _ change: (inout ConsumerSettings) -> Void = { _ in }
  ) async throws -> (StreamFixture, any StreamConsumer) {
    let fixture = try await backend.open()
    for _ in 1...10 { try await fixture.publish("a") }
    var settings = ConsumerSettings(name: "worker", filters: [], start: .first)
    change(&settings)
    return (fixture, try await fixture.stream.consumer(settings))
  }

  @Test("every message is delivered once while all are answered", arguments: StreamBackend.allCases)
  func acknowledge(_ backend: StreamBackend) async throws {
    let (fixture, consumer) = try await open(backend)
    var sequences: [Int64] = []
    while case let deliveries = try await consumer.fetch(4, expires: .zero), !deliveries.isEmpty {
      #expect(deliveries.count <= 4)
      for delivery in deliveries {
        #expect(delivery.attempt == 1)
        sequences.append(delivery.message.sequence)
        try await consumer.acknowledge(delivery)
      }
    }
    #expect(sequences == Array(1...10))
    fixture.clock.advance(seconds: 3600)
    #expect(try await consumer.fetchNow() == [])
    #expect(try await consumer.status() == ConsumerStatus(ackFloor: 10, ackPending: 0, deadLetters: 0))
  }

  @Test("a delivery without an answer comes again when the time to answer is over, not before", arguments: StreamBackend.clocked)
  func redelivery(_ backend: StreamBackend) async throws {
    let (fixture, consumer) = try await open(backend)
    let deliveries = try await consumer.fetch(3, expires: .zero)
    try await consumer.acknowledge(deliveries[1])
    #expect(try await consumer.status().ackFloor == 0)
    fixture.clock.advance(seconds: 29)
    #expect(try await consumer.fetchNow(2) == ["4#1", "5#1"])
    fixture.clock.advance(seconds: 1)
    #expect(try await consumer.fetchNow(3) == ["1#2", "3#2", "6#1"])
  }

  @Test("an answer to the first attempt counts also after the second was delivered", arguments: StreamBackend.clocked)
  func lateAcknowledge(_ backend: StreamBackend) async throws {
    let (fixture, consumer) = try await open(backend)
    let late = try await consumer.fetch(1, expires: .zero)[0]
    fixture.clock.advance(seconds: 30)
    #expect(try await consumer.fetchNow(1) == ["1#2"])
    try await consumer.acknowledge(late)
    fixture.clock.advance(seconds: 3600)
    #expect(try await consumer.fetchNow(1) == ["2#1"])
  }

  @Test("retry comes again after its own delay, whatever the back-off list says", arguments: StreamBackend.clocked)
  func retry(_ backend: StreamBackend) async throws {
    let (fixture, consumer) = try await open(backend) { $0.backOff = [.seconds(100)] }
    let deliveries = try await consumer.fetch(10, expires: .zero)
    try await consumer.retry(deliveries[0], after: .seconds(5))
    try await consumer.retry(deliveries[1], after: .zero)
    #expect(try await consumer.fetchNow() == ["2#2"])
    fixture.clock.advance(seconds: 5)
    #expect(try await consumer.fetchNow() == ["1#2"])
  }

  @Test("the back-off list replaces the time to answer, element by element, and its last one stays", arguments: StreamBackend.clocked)
  func backOff(_ backend: StreamBackend) async throws {
    let (fixture, consumer) = try await open(backend) { settings in
      settings.backOff = [.seconds(1), .seconds(10)]
      settings.maxAckPending = 1
    }
    #expect(try await consumer.fetchNow() == ["1#1"])
    fixture.clock.advance(seconds: 1)
    #expect(try await consumer.fetchNow() == ["1#2"])
    fixture.clock.advance(seconds: 9)
    #expect(try await consumer.fetchNow() == [])
    fixture.clock.advance(seconds: 1)
    #expect(try await consumer.fetchNow() == ["1#3"])
    fixture.clock.advance(seconds: 10)
    #expect(try await consumer.fetchNow() == ["1#4"])
  }

  @Test("extending starts the time to answer anew", arguments: StreamBackend.clocked)
  func extend(_ backend: StreamBackend) async throws {
    let (fixture, consumer) = try await open(backend) { $0.maxAckPending = 1 }
    let delivery = try await consumer.fetch(1, expires: .zero)[0]
    for _ in 1...3 {
      fixture.clock.advance(seconds: 29)
      try await consumer.extend(delivery)
    }
    fixture.clock.advance(seconds: 29)
    #expect(try await consumer.fetchNow() == [])
    fixture.clock.advance(seconds: 1)
    #expect(try await consumer.fetchNow() == ["1#2"])
  }

  @Test("no more than the allowed number is out at once, and an answer makes room", arguments: StreamBackend.clocked)
  func maxAckPending(_ backend: StreamBackend) async throws {
    let (fixture, consumer) = try await open(backend) { $0.maxAckPending = 3 }
    let deliveries = try await consumer.fetch(100, expires: .zero)
    #expect(deliveries.map(\.message.sequence) == [1, 2, 3])
    #expect(try await consumer.fetchNow() == [])
    try await consumer.acknowledge(deliveries[1])
    #expect(try await consumer.fetchNow() == ["4#1"])
    fixture.clock.advance(seconds: 30)
    #expect(try await consumer.fetchNow() == ["1#2", "3#2", "4#2"])
  }

  @Test("what was delivered as often as allowed goes to the dead letters instead of once more", arguments: StreamBackend.clocked)
  func maxDeliver(_ backend: StreamBackend) async throws {
    let (fixture, consumer) = try await open(backend) { settings in
      settings.maxDeliver = 3
      settings.maxAckPending = 1
    }
    for attempt in 1...3 {
      #expect(try await consumer.fetchNow() == ["1#\(attempt)"])
      #expect(try await consumer.status().deadLetters == 0)
      fixture.clock.advance(seconds: 30)
    }
    let next = try await consumer.fetch(1, expires: .seconds(60))
    #expect(next.map(\.message.sequence) == [2])
    #expect(try await consumer.status() == ConsumerStatus(ackFloor: 1, ackPending: 1, deadLetters: 1))
  }

  @Test("a dead letter is never delivered again", arguments: StreamBackend.allCases)
  func deadLetter(_ backend: StreamBackend) async throws {
    let (fixture, consumer) = try await open(backend)
    let deliveries = try await consumer.fetch(10, expires: .zero)
    try await consumer.deadLetter(deliveries[0], reason: "unreadable")
    for delivery in deliveries.dropFirst() { try await consumer.acknowledge(delivery) }
    fixture.clock.advance(seconds: 3600)
    #expect(try await consumer.fetchNow() == [])
    #expect(try await consumer.status() == ConsumerStatus(ackFloor: 10, ackPending: 0, deadLetters: 1))
  }

  @Test("a consumer sees only what its filters match, and its floor moves past the rest", arguments: StreamBackend.allCases)
  func filtered(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    for subject in ["a.x", "b.x", "a.y", "c"] { try await fixture.publish(subject) }
    let consumer = try await fixture.stream.consumer(ConsumerSettings(name: "a", filters: try .of("a.*"), start: .first))
    let deliveries = try await consumer.fetch(10, expires: .zero)
    #expect(deliveries.map(\.message.subject) == ["a.x", "a.y"])
    for delivery in deliveries { try await consumer.acknowledge(delivery) }
    #expect(try await consumer.fetchNow() == [])
    if backend != .memory { #expect(try await consumer.status().ackFloor == 4) }
  }

  @Test("a consumer starts where its settings say", arguments: StreamBackend.clocked)
  func starts(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    for _ in 1...5 {
      try await fixture.publish("a")
      fixture.clock.advance(seconds: 10)
    }
    let since = Timestamp(milliseconds: fixture.clock.now.milliseconds - 20_000)
    let cases: [(ConsumerSettings.Start, [Int64])] = [
      (.first, [1, 2, 3, 4, 5, 6]), (.new, [6]), (.after(3), [4, 5, 6]), (.since(since), [4, 5, 6]), (.since(fixture.clock.now), [6]),
    ]
    var consumers: [any StreamConsumer] = []
    for (number, (start, _)) in cases.enumerated() {
      consumers.append(try await fixture.stream.consumer(ConsumerSettings(name: "c\(number)", filters: [], start: start)))
    }
    try await fixture.publish("a")
    for (consumer, (_, expected)) in zip(consumers, cases) {
      #expect(try await consumer.fetch(10, expires: .zero).map(\.message.sequence) == expected)
    }
  }

  @Test("a consumer can't be opened with another start or other filters", arguments: StreamBackend.allCases)
  func differs(_ backend: StreamBackend) async throws {
    let (fixture, _) = try await open(backend)
    for settings in [
      ConsumerSettings(name: "worker", filters: [], start: .new), ConsumerSettings(name: "worker", filters: try .of("a"), start: .first),
    ] {
      let error = await #expect(throws: AppError.self) { try await fixture.stream.consumer(settings) }
      #expect(error?.code == .conflict)
      #expect(error?.slug == "consumer_differs")
    }
  }
}
