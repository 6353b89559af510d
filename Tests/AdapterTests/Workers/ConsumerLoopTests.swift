import ForumKernel
import Logging
import Support
import Synchronization
import Testing
import Workers

@Suite("A consumer of the event stream")
struct ConsumerLoopTests {
  private let clock = ManualClock(Timestamp(milliseconds: 1_000))

  @Test("gives up the one message that its back end refuses, keeps it as a dead letter and handles the rest")
  func refusal() async throws {
    let (stream, archive) = (MemoryStream(clock: clock), MemoryStreamArchive(clock: clock))
    for word in ["good", "bad", "good", "good"] { _ = await stream.publish(subject: "test.\(word)", messageID: nil, payload: []) }
    let consumer = PickyConsumer()
    await follow(stream, archive, consumer, until: 4)
    #expect(consumer.handled == [1, 3, 4])
    let letters = archive.deadLetters(of: "picky", limit: 10)
    #expect(letters.map(\.message.sequence) == [2])
    #expect(letters.map(\.reason) == ["search_task_invalid_document_id: No such id."])
    #expect(letters.map(\.time) == [clock.now])
  }

  @Test("tries a message that fails otherwise for minutes, and goes on past it then")
  func fault() async throws {
    let (stream, archive) = (MemoryStream(clock: clock), MemoryStreamArchive(clock: clock))
    for word in ["good", "faulty", "good"] { _ = await stream.publish(subject: "test.\(word)", messageID: nil, payload: []) }
    let consumer = PickyConsumer()
    let minutes = Task {
      while !Task.isCancelled {
        clock.advance(seconds: 60)
        try? await Task.sleep(for: .milliseconds(20))
      }
    }
    await follow(stream, archive, consumer, until: 3)
    minutes.cancel()
    #expect(Set(consumer.handled) == [1, 3] && consumer.handled.last == 3)
    #expect(archive.deadLetters(of: "picky", limit: 10).map(\.reason) == ["Fault()"])
  }

  @Test("tries again and loses nothing while its back end is away")
  func absence() async throws {
    let (stream, archive) = (MemoryStream(clock: clock), MemoryStreamArchive(clock: clock))
    for _ in 0..<3 { _ = await stream.publish(subject: "test.good", messageID: nil, payload: []) }
    let consumer = PickyConsumer(absences: 2)
    await follow(stream, archive, consumer, until: 3)
    #expect(consumer.handled == [1, 2, 3])
    #expect(archive.deadLetterCounts() == [:])
  }

  @Test("begins with the first message of a stream that was lost and made again: nobody told it of any of them")
  func replaced() async throws {
    let archive = MemoryStreamArchive(clock: clock)
    func stream(madeAt day: Int64) -> MemoryStream { MemoryStream(clock: clock, madeAt: Timestamp(milliseconds: 1_700_000_000_000 + day)) }
    let (old, new) = (stream(madeAt: 1), stream(madeAt: 2))
    for _ in 0..<3 { _ = await new.publish(subject: "test.good", messageID: nil, payload: []) }
    let consumer = PickyConsumer(at: StreamPosition(epoch: await old.info().epoch, sequence: 40))
    await follow(new, archive, consumer, until: 3)
    #expect(consumer.handled == [1, 2, 3])
    // The other way about, and for a stream of another kind: what is there may have been handled long ago.
    for stood in [await new.info().epoch, "m1"] {
      let late = PickyConsumer(at: StreamPosition(epoch: stood, sequence: 40))
      _ = await old.publish(subject: "test.good", messageID: nil, payload: [])
      let last = await old.info().last
      await follow(old, archive, late, until: last)
      #expect(late.handled == [])
    }
  }

  @Test("that was away for longer than messages are kept goes on with the first one that is left")
  func trimmed() async throws {
    let (stream, archive) = (MemoryStream(clock: clock), MemoryStreamArchive(clock: clock))
    for _ in 0..<6 { _ = await stream.publish(subject: "test.good", messageID: nil, payload: []) }
    await stream.trim(through: 4)
    let consumer = PickyConsumer(at: StreamPosition(epoch: await stream.info().epoch, sequence: 2))
    await follow(stream, archive, consumer, until: 6)
    #expect(consumer.handled == [5, 6])
  }

  @Test("that acts outside the store handles each message on one node alone")
  func turns() async throws {
    let (stream, archive) = (MemoryStream(clock: clock), MemoryStreamArchive(clock: clock))
    for number in 0..<40 {
      _ = await stream.publish(subject: "test.good", messageID: nil, payload: [])
      // Nothing that it follows: its stored position stays behind.
      for _ in 0..<(number == 20 ? 600 : 0) { _ = await stream.publish(subject: "other", messageID: nil, payload: []) }
    }
    let (consumer, lease) = (SendingConsumer(), MemoryLease())
    let nodes = (0..<2).map { node in
      let progress = ConsumerProgress()
      let loop = ConsumerLoop(
        consumer: consumer, stream: stream, archive: archive, clock: clock, progress: progress, turn: NodeTurn(lease, holder: "\(node)"),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      return (progress, Task { await loop.run() })
    }
    for (progress, _) in nodes { #expect(await progress.wait(for: consumer.name, sequence: 640, deadline: .seconds(60))) }
    for (_, running) in nodes {
      running.cancel()
      await running.value
    }
    #expect(consumer.sent == Array(1...21) + Array(622...640))
  }

  /// Runs the loop until the consumer stands at `sequence`.
  private func follow(_ stream: MemoryStream, _ archive: MemoryStreamArchive, _ consumer: PickyConsumer, until sequence: Int64) async {
    let progress = ConsumerProgress()
    let loop = ConsumerLoop(
      consumer: consumer, stream: stream, archive: archive, clock: clock, progress: progress,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let running = Task { await loop.run() }
    let isThere = await progress.wait(for: consumer.name, sequence: sequence, deadline: .seconds(60))
    running.cancel()
    await running.value
    #expect(isThere)
  }
}

private struct Fault: Error {}

/// Handles what is neither `test.bad` nor `test.faulty`, after it was away for some calls.
private final class PickyConsumer: EventConsumer {
  let name = "picky"
  let filters = ["test.>"].compactMap { SubjectFilter($0) }
  private let state: Mutex<(handled: [Int64], absences: Int)>

  private let start: StreamPosition?

  init(absences: Int = 0, at start: StreamPosition? = nil) {
    state = Mutex(([], absences))
    self.start = start
  }

  var handled: [Int64] { state.withLock { $0.handled } }

  func position() -> StreamPosition? { start }

  func handle(_ messages: [StreamMessage], through position: StreamPosition?) throws {
    try state.withLock { state in
      guard state.absences == 0 else {
        state.absences -= 1
        throw AppError(.unavailable, "away", "Not now.")
      }
      if messages.contains(where: { $0.subject == "test.bad" }) {
        throw AppError(.conflict, "search_task_invalid_document_id", "No such id.")
      }
      if messages.contains(where: { $0.subject == "test.faulty" }) { throw Fault() }
      state.handled += messages.map(\.sequence)
    }
  }

  func restart(at position: StreamPosition, seen: StreamPosition?) -> Bool { true }
}

/// Sends slowly, and remembers where it is only then.
private final class SendingConsumer: EventConsumer {
  let name = "sending"
  let filters = ["test.>"].compactMap { SubjectFilter($0) }
  let actsOutside = true
  private let state = Mutex<(sent: [Int64], position: StreamPosition?)>(([], nil))

  var sent: [Int64] { state.withLock { $0.sent } }

  func position() -> StreamPosition? { state.withLock { $0.position } }

  func handle(_ messages: [StreamMessage], through position: StreamPosition?) async throws {
    for message in messages {
      state.withLock { $0.sent.append(message.sequence) }
      await Task.yield()
    }
    if let position { state.withLock { $0.position = position } }
  }

  func restart(at position: StreamPosition, seen: StreamPosition?) -> Bool { true }
}

/// Nobody holds it longer than until it is given back.
private final class MemoryLease: NodeLease {
  private let holder = Mutex<String?>(nil)

  func takeLease(holder: String, for duration: Duration) -> Bool {
    self.holder.withLock { now in
      if now == nil { now = holder }
      return now == holder
    }
  }

  func endLease(holder: String) { self.holder.withLock { if $0 == holder { $0 = nil } } }
}
