import ForumKernel
import Testing

@Suite("Every event stream can be followed")
struct StreamFollowContract {
  @Test("a subscription gets what is published after it, and tells where that begins", arguments: StreamBackend.allCases)
  func subscribe(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    try await fixture.publish("a.1")
    let subscription = try await fixture.stream.subscribe(matching: try .of("a.*"), bufferMax: 10)
    #expect(subscription.startsAfter.sequence == 1)
    #expect(subscription.startsAfter.epoch == (try await fixture.stream.info().epoch))
    for subject in ["a.2", "b.3", "a.4"] { try await fixture.publish(subject) }
    var subjects: [String] = []
    for await message in subscription.messages {
      subjects.append(message.subject)
      if subjects.count == 2 { break }
    }
    #expect(subjects == ["a.2", "a.4"])
  }

  @Test("a subscription whose buffer overflows gets what fits, in order, and ends", arguments: StreamBackend.allCases)
  func overflow(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    let subscription = try await fixture.stream.subscribe(matching: [], bufferMax: 4)
    for _ in 1...10 { try await fixture.publish("a") }
    // Who can read a message has been sent it, too.
    #expect(try await fixture.stream.read(after: 9, matching: [], limit: 1).messages.map(\.sequence) == [10])
    var sequences: [Int64] = []
    for await message in subscription.messages { sequences.append(message.sequence) }
    #expect(sequences == [1, 2, 3, 4])
  }

  @Test("following replays, then goes on live: each message once, in order, also when the buffer overflows", arguments: StreamBackend.allCases)
  func follow(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    for number in 1...50 { try await fixture.publish(number.isMultiple(of: 2) ? "even" : "odd") }
    let epoch = try await fixture.stream.info().epoch
    let follower = fixture.stream.follow(after: StreamPosition(epoch: epoch, sequence: 10), matching: try .of("even"), bufferMax: 2)
    let stream = fixture.stream
    async let sequences = collect(follower, until: 1000)
    for number in 51...1000 {
      _ = try await stream.publish(subject: number.isMultiple(of: 2) ? "even" : "odd", messageID: nil, payload: [])
    }
    #expect(try await sequences == Array(stride(from: 12, through: 1000, by: 2)))
  }

  @Test("following without a position starts at the end", arguments: StreamBackend.allCases)
  func followFromEnd(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    try await fixture.publish("old")
    let first = try await withThrowingTaskGroup(of: String?.self) { group in
      let stream = fixture.stream
      group.addTask {
        for try await message in stream.follow(after: nil, matching: [], bufferMax: 10) { return message.subject }
        return nil
      }
      group.addTask {
        while !Task.isCancelled {
          _ = try await stream.publish(subject: "new", messageID: nil, payload: [])
          await Task.yield()
        }
        return nil
      }
      let first = try await group.next()
      group.cancelAll()
      return first
    }
    #expect(first == "new")
  }

  @Test("following from a position that is gone, or of another epoch, ends with that error", arguments: StreamBackend.allCases)
  func followGone(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    for _ in 1...10 { try await fixture.publish("a") }
    try await fixture.remove(5)
    let stream = try await fixture.restart()
    let epoch = try await stream.info().epoch
    for position in [StreamPosition(epoch: epoch, sequence: 2), StreamPosition(epoch: "other", sequence: 10)] {
      let error = await #expect(throws: AppError.self) {
        for try await _ in stream.follow(after: position, matching: [], bufferMax: 10) { break }
      }
      #expect(error?.slug == "position_gone")
    }
  }

  @Test("following ends when its task is cancelled", arguments: StreamBackend.allCases)
  func followCancelled(_ backend: StreamBackend) async throws {
    let fixture = try await backend.open()
    let stream = fixture.stream
    let task = Task { try await collect(stream.follow(after: nil, matching: [], bufferMax: 10), until: .max) }
    task.cancel()
    let result = await task.result
    if case .success(let sequences) = result { #expect(sequences.isEmpty) }
  }

  private func collect(_ follower: StreamFollower, until last: Int64) async throws -> [Int64] {
    var sequences: [Int64] = []
    for try await message in follower {
      sequences.append(message.sequence)
      if message.sequence >= last { break }
    }
    return sequences
  }
}
