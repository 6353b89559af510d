import ForumKernel
import StreamLog
import Support
import Testing

@Suite("The stream log over its archive")
struct StreamLogTests {
  private let clock = ManualClock()

  private func open(_ archive: MemoryStreamArchive) async throws -> StreamLog { try await StreamLog.open(archive: archive, clock: clock) }

  @Test("many messages of one commit are one step of the stream")
  func groupCommit() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    let log = try await open(archive)
    let subscription = try await log.subscribe(matching: [], bufferMax: 10)
    archive.commit(subjects: ["a", "b", "c"])
    var subjects: [String] = []
    for await message in subscription.messages {
      subjects.append(message.subject)
      if subjects.count == 3 { break }
    }
    #expect(subjects == ["a", "b", "c"])
  }

  @Test("when the archive loses its order, subscriptions end, and who follows them misses nothing")
  func lostOrder() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    let log = try await open(archive)
    archive.commit(subjects: ["a", "b"])
    let subscription = try await log.subscribe(matching: [], bufferMax: 10)
    archive.skipSequences(3)
    archive.commit(subjects: ["c"])
    var count = 0
    for await _ in subscription.messages { count += 1 }
    #expect(count == 0)
    #expect(try await log.read(after: 0, matching: [], limit: 10).messages.map(\.sequence) == [1, 2, 6])
  }

  @Test("a restarted log serves the newest messages from memory, also when retention took them meanwhile")
  func warmTail() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    archive.commit(subjects: (0..<5000).map { "a.\($0)" })
    let log = try await open(archive)
    archive.remove(through: 4999)
    #expect(try await log.read(after: 4990, matching: [], limit: 100).messages.count == 10)
    await #expect(throws: AppError.self) { try await log.read(after: 1, matching: [], limit: 1) }
  }

  @Test("a consumer that retention overtook goes on with what is left")
  func overtaken() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    archive.commit(subjects: (0..<10).map { "a.\($0)" })
    archive.remove(through: 4)
    let log = try await open(archive)
    let consumer = try await log.consumer(ConsumerSettings(name: "w", filters: [], start: .after(1)))
    #expect(try await consumer.fetch(2, expires: .zero).map(\.message.sequence) == [5, 6])
  }

  @Test("a message that retention took before it came again counts as answered")
  func removedWhileOpen() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    archive.commit(subjects: ["a", "b", "c"])
    let log = try await StreamLog.open(archive: archive, clock: clock, tailMessagesMax: 1)
    let consumer = try await log.consumer(ConsumerSettings(name: "w", filters: [], start: .first))
    #expect(try await consumer.fetch(3, expires: .zero).count == 3)
    archive.remove(through: 2)
    clock.advance(seconds: 30)
    #expect(try await consumer.fetch(3, expires: .zero).map(\.message.sequence) == [3])
    #expect(try await consumer.status().ackPending == 1)
  }

  @Test("a dead letter keeps the message, the reason and the attempts")
  func deadLetter() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    let log = try await open(archive)
    _ = try await log.publish(subject: "a", messageID: "one", payload: [1])
    let consumer = try await log.consumer(ConsumerSettings(name: "w", filters: [], start: .first))
    let delivery = try await consumer.fetch(1, expires: .zero)[0]
    archive.remove(through: 1)
    try await consumer.deadLetter(delivery, reason: "unreadable")
    let letter = DeadLetter(consumer: "w", message: delivery.message, reason: "unreadable", attempts: 1, time: clock.now)
    #expect(archive.deadLetters(of: "w", limit: 10) == [letter])
  }

  @Test("a dead letter can be given back to its consumer, once")
  func redeliverDeadLetter() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    let log = try await open(archive)
    archive.commit(subjects: ["a", "b"])
    let consumer = try await log.consumer(ConsumerSettings(name: "w", filters: [], start: .first))
    for delivery in try await consumer.fetch(2, expires: .zero) { try await consumer.deadLetter(delivery, reason: "no mail server") }
    #expect(try await log.deadLetters(of: "w").map(\.message.sequence) == [2, 1])
    try await log.redeliver(deadLetter: 1, of: "w")
    #expect(try await consumer.fetch(2, expires: .zero).map { [$0.message.sequence, Int64($0.attempt)] } == [[1, 1]])
    #expect(try await consumer.status() == ConsumerStatus(ackFloor: 0, ackPending: 1, deadLetters: 1))
    let error = await #expect(throws: AppError.self) { try await log.redeliver(deadLetter: 1, of: "w") }
    #expect(error?.slug == "dead_letter_not_found")
    archive.remove(through: 2)
    let other = await #expect(throws: AppError.self) { try await log.redeliver(deadLetter: 2, of: "x") }
    #expect(other?.slug == "consumer_not_found")
  }

  @Test("the first deliveries after a start are saved before they go out, so that attempts count across crashes")
  func crashes() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    archive.commit(subjects: ["poison"])
    var settings = ConsumerSettings(name: "w", filters: [], start: .first)
    settings.maxDeliver = 2
    for attempt in 1...2 {
      let consumer = try await open(archive).consumer(settings)
      #expect(try await consumer.fetch(1, expires: .zero).map(\.attempt) == [attempt])
    }
    let consumer = try await open(archive).consumer(settings)
    #expect(try await consumer.fetch(1, expires: .zero).isEmpty)
    #expect(try await consumer.status() == ConsumerStatus(ackFloor: 1, ackPending: 0, deadLetters: 1))
  }

  @Test("answers are not saved one by one")
  func batchedSaves() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    let log = try await open(archive)
    archive.commit(subjects: (0..<500).map { "a.\($0)" })
    let consumer = try await log.consumer(ConsumerSettings(name: "w", filters: [], start: .first))
    while let delivery = try await consumer.fetch(1, expires: .zero).first { try await consumer.acknowledge(delivery) }
    #expect(archive.saves < 50)
    try await log.close()
    #expect(archive.consumer(named: "w")?.ackFloor == 500)
  }

  @Test("a closed log says so, and ends subscriptions and fetches")
  func closed() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    let log = try await open(archive)
    let consumer = try await log.consumer(ConsumerSettings(name: "w", filters: [], start: .first))
    let subscription = try await log.subscribe(matching: [], bufferMax: 10)
    let fetch = Task { try await consumer.fetch(1, expires: .seconds(600)) }
    try await log.close()
    for await _ in subscription.messages {}
    let error = await #expect(throws: AppError.self) { try await fetch.value }
    #expect(error?.slug == "stream_closed")
    await #expect(throws: AppError.self) { try await log.read(after: 0, matching: [], limit: 1) }
  }

  @Test("after a change of epoch a follower from before is told to start over")
  func newEpoch() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    archive.commit(subjects: ["a"])
    let position = StreamPosition(epoch: try await open(archive).info().epoch, sequence: 1)
    archive.replaceHistory(epoch: "m2")
    let log = try await open(archive)
    let error = await #expect(throws: AppError.self) {
      for try await _ in log.follow(after: position, matching: [], bufferMax: 10) { break }
    }
    #expect(error?.slug == "position_gone")
  }
}
