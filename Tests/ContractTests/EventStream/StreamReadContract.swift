import ForumKernel
import Testing

@Suite("Every event stream keeps messages in order")
struct StreamReadContract {
  @Test("messages come back in the order of publishing, whole", arguments: StreamBackend.allCases)
  func order(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    #expect(try await fixture.stream.info().last == 0)
    for number in 1...10 {
      let position = try await fixture.stream.publish(subject: "a.\(number)", messageID: "m\(number)", payload: [UInt8(number)])
      #expect(position.sequence == Int64(number))
    }
    let batch = try await fixture.stream.read(after: 0, matching: [], limit: 100)
    #expect(batch.messages.map(\.sequence) == Array(1...10))
    #expect(batch.scannedThrough == 10)
    let time = backend.isClocked ? fixture.clock.now : batch.messages[2].time
    #expect(batch.messages[2] == StreamMessage(sequence: 3, subject: "a.3", messageID: "m3", time: time, payload: [3]))
    let info = try await fixture.stream.info()
    #expect(info.first == 1)
    #expect(info.last == 10)
  }

  @Test("a read goes on where the last one ended", arguments: StreamBackend.allCases)
  func pages(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    for number in 1...1000 { try await fixture.publish(number.isMultiple(of: 3) ? "third" : "other") }
    var position: Int64 = 0
    var sequences: [Int64] = []
    while position < 1000 {
      let batch = try await fixture.stream.read(after: position, matching: try .of("third"), limit: 7)
      #expect(batch.messages.count <= 7)
      sequences += batch.messages.map(\.sequence)
      position = batch.scannedThrough
    }
    #expect(sequences == Array(stride(from: 3, through: 999, by: 3)))
    #expect(try await fixture.stream.read(after: 1000, matching: [], limit: 7).scannedThrough == 1000)
  }

  @Test(
    "a star stands for one token, a last > for one or more, and any of several filters is enough",
    arguments: [
      (["forum.*.thread"], [1]), (["forum.>"], [1, 2, 3]), (["*.b"], [3, 4]), ([">"], [1, 2, 3, 4]), (["forum.a.thread", "x.b"], [1, 4]),
      (["forum"], []),
    ])
  func wildcards(_ patterns: [String], _ expected: [Int64]) async throws {
    for backend in StreamBackend.allCases {
      let fixture = try await backend.open()
      for subject in ["forum.a.thread", "forum.a.thread.post", "forum.b", "x.b"] { try await fixture.publish(subject) }
      let batch = try await fixture.stream.read(after: 0, matching: try patterns.map { try #require(SubjectFilter($0)) }, limit: 10)
      #expect(batch.messages.map(\.sequence) == expected)
    }
  }

  @Test("a message published again under its id is stored once", arguments: StreamBackend.allCases)
  func duplicates(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    let first = try await fixture.stream.publish(subject: "a", messageID: "one", payload: [1])
    try await fixture.publish("b")
    #expect(try await fixture.stream.publish(subject: "a", messageID: "one", payload: [2]) == first)
    #expect(try await fixture.stream.info().last == 2)
  }

  @Test("messages that are published together are stored in their order, each once", arguments: StreamBackend.allCases)
  func together(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    let messages = (1...300).map { OutgoingMessage(subject: "a.\($0)", messageID: "m\($0)", payload: Array("\($0)".utf8)) }
    for start in [0, 100, 0] {
      let outcome = await fixture.stream.publish(Array(messages[start..<start + 200]))
      #expect(outcome.stored == 200 && outcome.failure == nil)
    }
    var found: [StreamMessage] = []
    while case let batch = try await fixture.stream.read(after: found.last?.sequence ?? 0, matching: [], limit: 100), !batch.messages.isEmpty {
      found += batch.messages
    }
    #expect(found.map(\.messageID) == messages.map(\.messageID))
    #expect(found.map(\.payload) == messages.map(\.payload))
  }

  @Test("a payload that is no text comes back as it is, or is refused and not stored", arguments: StreamBackend.allCases)
  func bytes(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    for payload: [UInt8] in [[0xFF, 0xFE], [0]] {
      let before = try await fixture.stream.info().last
      do {
        _ = try await fixture.stream.publish(subject: "a", messageID: nil, payload: payload)
        #expect(try await fixture.stream.read(after: before, matching: [], limit: 1).messages.map(\.payload) == [payload])
      } catch let error as AppError {
        #expect(error.code == .invalid)
        #expect(try await fixture.stream.info().last == before)
      }
    }
  }

  @Test("a position whose messages were removed is gone, the first that is left is not", arguments: StreamBackend.allCases)
  func positionGone(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    for _ in 1...10 { try await fixture.publish("a") }
    try await fixture.remove(5)
    let stream = backend == .memory ? fixture.stream : try await fixture.restart()
    let error = await #expect(throws: AppError.self) { try await stream.read(after: 4, matching: [], limit: 10) }
    #expect(error?.code == .notFound)
    #expect(error?.slug == "position_gone")
    #expect(try await stream.read(after: 5, matching: [], limit: 10).messages.map(\.sequence) == Array(6...10))
    #expect(try await stream.info().first == 6)
  }

  @Test("a stream that lost all its messages goes on counting", arguments: StreamBackend.allCases)
  func emptied(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    for _ in 1...3 { try await fixture.publish("a") }
    try await fixture.remove(3)
    let stream = try await fixture.restart()
    let info = try await stream.info()
    #expect(info.first == (backend.keepsNewest ? 3 : 4))
    #expect(info.last == 3)
    #expect(try await stream.publish(subject: "a", messageID: nil, payload: []).sequence == 4)
    #expect(try await stream.read(after: 3, matching: [], limit: 10).messages.map(\.sequence) == [4])
  }
}
