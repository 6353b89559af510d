import ForumKernel
import Testing

@Suite("Every event stream's consumers are shared, wait and last")
struct StreamConsumerLifeContract {
  private let settings = ConsumerSettings(name: "worker", filters: [], start: .first)

  @Test("two who fetch from one consumer share the messages: each goes to one of them", arguments: StreamBackend.allCases)
  func twoFetchers(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    let consumer = try await fixture.stream.consumer(settings)
    let again = try await fixture.stream.consumer(settings)
    let receipts = Receipts()
    async let first: Void = work(consumer, receipts)
    async let second: Void = work(again, receipts)
    for _ in 1...300 { try await fixture.publish("a") }
    _ = try await (first, second)
    let sequences = await receipts.sequences.sorted()
    #expect(sequences == Array(1...300))
  }

  /// Fetches and answers until there are 300 receipts.
  private func work(_ consumer: any StreamConsumer, _ receipts: Receipts) async throws {
    while await receipts.sequences.count < 300 {
      for delivery in try await consumer.fetch(7, expires: .milliseconds(10)) {
        await receipts.add(delivery.message.sequence)
        try await consumer.acknowledge(delivery)
      }
    }
  }

  @Test("a fetch that waits gets the message when it comes", arguments: StreamBackend.allCases)
  func waiting(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    let consumer = try await fixture.stream.consumer(settings)
    async let deliveries = consumer.fetch(10, expires: .seconds(30))
    try await fixture.publish("a")
    #expect(try await deliveries.map(\.message.sequence) == [1])
  }

  @Test("a fetch that waits gets what is to be tried again", arguments: StreamBackend.allCases)
  func waitingForRetry(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    let consumer = try await fixture.stream.consumer(settings)
    try await fixture.publish("a")
    let first = try await consumer.fetch(1, expires: .seconds(30))[0]
    async let again = consumer.fetch(1, expires: .seconds(30))
    try await consumer.retry(first, after: .zero)
    #expect(try await again.map(\.attempt) == [2])
  }

  @Test("a fetch that waits for nothing ends empty at its time, or when it is cancelled", arguments: StreamBackend.allCases)
  func waitingInVain(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    let consumer = try await fixture.stream.consumer(settings)
    #expect(try await consumer.fetch(10, expires: .milliseconds(20)).isEmpty)
    let task = Task { try await consumer.fetch(10, expires: .seconds(600)) }
    task.cancel()
    if case .success(let deliveries) = await task.result { #expect(deliveries.isEmpty) }
  }

  @Test("after a restart a consumer goes on where its answers ended", arguments: StreamBackend.clocked)
  func restart(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    let consumer = try await fixture.stream.consumer(settings)
    for _ in 1...10 { try await fixture.publish("a") }
    let deliveries = try await consumer.fetch(5, expires: .zero)
    for delivery in deliveries where delivery.message.sequence != 3 { try await consumer.acknowledge(delivery) }
    let stream = try await fixture.restart()
    fixture.clock.advance(seconds: 30)
    let reopened = try await stream.consumer(settings)
    #expect(try await reopened.status().ackFloor == 2)
    #expect(try await reopened.fetchNow(3) == ["3#2", "6#1", "7#1"])
    try await reopened.acknowledge(deliveries[2])
    #expect(try await reopened.status().ackFloor == 5)
  }
}

private actor Receipts {
  private(set) var sequences: [Int64] = []

  func add(_ sequence: Int64) { sequences.append(sequence) }
}
