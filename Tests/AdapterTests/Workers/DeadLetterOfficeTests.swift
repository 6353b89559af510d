import ForumKernel
import Logging
import Support
import Synchronization
import Testing

@testable import Workers

@Suite("A message that fails")
struct DeadLetterOfficeTests {
  private let clock = ManualClock()
  private let archive: MemoryStreamArchive
  private let consumer = FragileConsumer()
  private let office: DeadLetterOffice

  init() {
    archive = MemoryStreamArchive(clock: clock)
    office = DeadLetterOffice(
      consumer: consumer, archive: archive, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Messages with these words as their subjects, from 1 on.
  private func messages(_ words: String...) -> [StreamMessage] {
    words.enumerated().map { StreamMessage(sequence: Int64($0 + 1), subject: $1, messageID: nil, time: clock.now, payload: []) }
  }

  /// Hands over what the consumer has not handled, as its loop does; why not all of it is handled.
  private func handOver(_ messages: [StreamMessage]) async -> String? {
    let rest = messages.filter { $0.sequence > consumer.reached }
    guard let last = rest.last else { return nil }
    return await refusal { try await office.handOver(rest, through: StreamPosition(epoch: "e", sequence: last.sequence)) }
  }

  private var letters: [DeadLetter] { archive.deadLetters(of: "fragile", limit: 100) }

  @Test("alone for minutes, in whatever way, becomes a dead letter when one after it can be handled")
  func alone() async throws {
    let messages = messages("good", "faulty", "good", "good")
    #expect(await handOver(messages) == "Fault()")
    #expect(consumer.handled == [1] && letters.isEmpty)
    clock.advance(seconds: DeadLetterOffice.patienceSeconds - 1)
    #expect(await handOver(messages) == "Fault()")
    clock.advance(seconds: 1)
    #expect(await handOver(messages) == nil)
    #expect(consumer.handled == [1, 3, 4])
    #expect(letters == [DeadLetter(consumer: "fragile", message: messages[1], reason: "Fault()", attempts: 3, time: clock.now)])
  }

  @Test("waits for ever where no other one waits behind it")
  func last() async {
    let messages = messages("good", "faulty")
    for _ in 0..<3 {
      #expect(await handOver(messages) == "Fault()")
      clock.advance(seconds: 3600)
    }
    #expect(letters.isEmpty && consumer.reached == 1)
  }

  @Test("with others of its kind right behind it is set aside together with them")
  func neighbours() async {
    let messages = messages("faulty", "faulty", "refused", "good", "good")
    #expect(await handOver(messages) == "Fault()")
    clock.advance(seconds: DeadLetterOffice.patienceSeconds)
    #expect(await handOver(messages) == nil)
    #expect(consumer.handled == [4, 5])
    #expect(letters.map(\.message.sequence) == [3, 2, 1])
  }

  @Test("as all others do, since the back end is away, is no dead letter however long that takes and whatever the errors are")
  func backEndAway() async {
    let messages = messages("good", "good", "good", "good", "good")
    for outage in [FragileConsumer.Outage.withoutWords, .unavailable] {
      consumer.outage = outage
      for _ in 0..<5 {
        #expect(await handOver(messages) != nil)
        #expect(letters.isEmpty)
        clock.advance(seconds: 3600)
      }
    }
    consumer.outage = nil
    #expect(await handOver(messages) == nil)
    #expect(consumer.handled == [1, 2, 3, 4, 5] && letters.isEmpty)
  }

  @Test("until the back end comes back is handled then, though one after it came first")
  func backEndReturns() async {
    let messages = messages("good", "good", "good")
    consumer.outage = .withoutWords
    #expect(await handOver(messages) == "Fault()")
    clock.advance(seconds: 3600)
    consumer.returnsAfter = 2
    #expect(await handOver(messages) == nil)
    #expect(consumer.handled.sorted() == [1, 2, 3] && letters.isEmpty)
  }

  @Test("since what it needs is busy is tried for ever")
  func busy() async {
    let messages = messages("busy", "good")
    for _ in 0..<3 {
      #expect(await handOver(messages) == "busy")
      clock.advance(seconds: 3600)
    }
    #expect(letters.isEmpty && consumer.handled.isEmpty)
  }

  @Test("and that the consumer passed although its answer was lost stays a dead letter")
  func lostAnswer() async {
    let messages = messages("faulty", "lost", "good")
    #expect(await handOver(messages) == "Fault()")
    clock.advance(seconds: DeadLetterOffice.patienceSeconds)
    #expect(await handOver(messages) == "lost")
    #expect(consumer.reached == 2 && letters.map(\.message.sequence) == [1])
    #expect(await handOver(messages) == nil)
    #expect(consumer.handled == [2, 3])
  }

  @Test("among some that were sent before it does not make them sent again")
  func partly() async {
    consumer.savesEach = true
    #expect(await handOver(messages("good", "good", "refused", "good")) == nil)
    #expect(consumer.handled == [1, 2, 4])
    #expect(letters.map(\.message.sequence) == [3])
  }
}

private struct Fault: Error {}

/// Handles what is `good`; all of a batch or nothing, unless it saves each.
private final class FragileConsumer: EventConsumer {
  enum Outage {
    /// Errors that do not say what they mean.
    case withoutWords
    case unavailable
  }

  private struct State {
    var handled: [Int64] = []
    var reached: Int64 = 0
    var outage: Outage?
    var returnsAfter: Int?
    var savesEach = false
  }

  let name = "fragile"
  let filters = ["*"].compactMap { SubjectFilter($0) }
  private let state = Mutex(State())

  var handled: [Int64] { state.withLock { $0.handled } }
  var reached: Int64 { state.withLock { $0.reached } }
  var outage: Outage? {
    get { state.withLock { $0.outage } }
    set { state.withLock { $0.outage = newValue } }
  }
  /// Calls from now on that still fail by the outage.
  var returnsAfter: Int? {
    get { state.withLock { $0.returnsAfter } }
    set { state.withLock { $0.returnsAfter = newValue } }
  }
  var savesEach: Bool {
    get { state.withLock { $0.savesEach } }
    set { state.withLock { $0.savesEach = newValue } }
  }

  func position() -> StreamPosition? { StreamPosition(epoch: "e", sequence: reached) }

  func handle(_ messages: [StreamMessage], through position: StreamPosition?) throws {
    try state.withLock { state in
      if let calls = state.returnsAfter {
        state.returnsAfter = calls - 1
        if calls == 0 { (state.outage, state.returnsAfter) = (nil, nil) }
      }
      switch state.outage {
      case .withoutWords: throw Fault()
      case .unavailable: throw AppError(.unavailable, "away", "Not now.")
      case nil: break
      }
      var done: [Int64] = []
      for message in messages {
        switch message.subject {
        case "faulty": throw Fault()
        case "refused": throw AppError(.invalid, "refused", "Never.")
        case "busy": throw AppError(.unavailable, "busy", "Not now.")
        default: done.append(message.sequence)
        }
        if state.savesEach, position != nil {
          state.handled.append(message.sequence)
          state.reached = message.sequence
        }
      }
      if !state.savesEach { state.handled += done }
      if let position { state.reached = max(state.reached, position.sequence) }
      if messages.map(\.subject) == ["lost"] { throw AppError(.unavailable, "lost", "No answer.") }
    }
  }

  func restart(at position: StreamPosition, seen: StreamPosition?) -> Bool { true }
}
