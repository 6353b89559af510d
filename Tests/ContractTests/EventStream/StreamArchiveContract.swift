import ForumKernel
import SQLStore
import SQLite
import Support
import Testing

@Suite("Every archive of the stream keeps dead letters")
struct StreamArchiveContract {
  enum Archive: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case store = "store.sqlite"

    var testDescription: String { rawValue }

    func open() async throws -> any StreamArchive {
      let clock = ManualClock()
      switch self {
      case .memory: return MemoryStreamArchive(clock: clock)
      case .store:
        let store = SQLStore(driver: try SQLiteDriver.inMemory(), clock: clock, ids: IDGenerator(clock: clock), outboxIsStream: true)
        try await store.migrate()
        return RetainedOutbox(store: store)
      }
    }
  }

  private func letter(_ consumer: String, _ sequence: Int64, _ text: String = "{}", reason: String = "why", attempts: Int = 2) -> DeadLetter {
    let time = Timestamp(milliseconds: 1_000 + sequence)
    let message = StreamMessage(sequence: sequence, subject: "a.\(text.utf8.count)", messageID: "m\(text)", time: time, payload: Array(text.utf8))
    return DeadLetter(consumer: consumer, message: message, reason: reason, attempts: attempts, time: time)
  }

  @Test("by consumer, newest first and page by page, and counts them", arguments: Archive.allCases)
  func pages(_ archive: Archive) async throws {
    let archive = try await archive.open()
    #expect(try await archive.deadLetterCounts() == [:])
    for sequence: Int64 in [3, 1, 2] { try await archive.addDeadLetter(letter("one", sequence)) }
    try await archive.addDeadLetter(letter("other", 2))
    #expect(try await archive.deadLetterCounts() == ["one": 3, "other": 1])
    #expect(try await archive.deadLetters(of: "one", upTo: .max, limit: 2) == [letter("one", 3), letter("one", 2)])
    #expect(try await archive.deadLetters(of: "one", upTo: 1, limit: 2) == [letter("one", 1)])
    try await archive.removeDeadLetter(of: "one", sequence: 2)
    try await archive.removeDeadLetter(of: "one", sequence: 7)
    #expect(try await archive.deadLetters(of: "one", upTo: .max, limit: 9).map(\.message.sequence) == [3, 1])
    #expect(try await archive.deadLetterCounts() == ["one": 2, "other": 1])
  }

  @Test("of which the second one of a consumer and sequence takes the first one's place, its message too", arguments: Archive.allCases)
  func replaced(_ archive: Archive) async throws {
    let archive = try await archive.open()
    try await archive.addDeadLetter(letter("one", 5, "old"))
    let second = letter("one", 5, "of a stream that was made again", reason: "other", attempts: 3)
    try await archive.addDeadLetter(second)
    #expect(try await archive.deadLetters(of: "one", upTo: .max, limit: 9) == [second])
  }

  @Test("also of messages that are no text", arguments: Archive.allCases)
  func bytes(_ archive: Archive) async throws {
    let archive = try await archive.open()
    let message = StreamMessage(sequence: 1, subject: "a", messageID: nil, time: Timestamp(milliseconds: 1), payload: [0xFF, 0, 0x61])
    try await archive.addDeadLetter(DeadLetter(consumer: "one", message: message, reason: "no text", attempts: 1, time: message.time))
    #expect(try await archive.deadLetters(of: "one", upTo: .max, limit: 9).first?.message.payload.last == 0x61)
  }
}
