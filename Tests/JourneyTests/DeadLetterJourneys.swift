import ForumKernel
import Support
import Testing

@testable import ForumRuntime

@Suite("An operator sees what consumers gave up") struct DeadLetterJourneys {
  /// Makes the last event of that type a dead letter of the consumer.
  private func bury(_ type: String, of consumer: String, _ forum: TestForum, payload: String? = nil, sequence: Int64? = nil, messageID: String? = nil)
    async throws -> Int64
  {
    let application = forum.application
    let end = try await forum.settledEnd()
    let messages = try await application.stream.read(after: 0, matching: [], limit: Int(end)).messages
    let event = try #require(messages.last { $0.eventType == type })
    let message = StreamMessage(
      sequence: sequence ?? event.sequence, subject: event.subject, messageID: messageID ?? event.messageID, time: event.time,
      payload: payload.map { Array($0.utf8) } ?? event.payload)
    try await application.storage.archive.addDeadLetter(
      DeadLetter(consumer: consumer, message: message, reason: "of a test", attempts: 2, time: forum.clock.now))
    return message.sequence
  }

  private func ask(_ forum: TestForum, _ request: StreamRequest) async throws -> StreamReply {
    guard case .stream(let reply) = try await answer(forum, .stream(request)) else { throw AppError.otherVersion }
    return reply
  }

  private func answer(_ forum: TestForum, _ request: OperatorRequest) async throws -> OperatorReply {
    let reply = await forum.application.handle(request)
    if case .failed(let failure) = reply { throw failure.error }
    return reply
  }

  /// Why the message stays a dead letter; nil when it was handled.
  private func retry(_ forum: TestForum, _ consumer: String, _ sequence: Int64) async throws -> OperatorFailure? {
    guard case .retried(let failure) = try await ask(forum, .retry(consumer: consumer, sequence: sequence)) else { throw AppError.otherVersion }
    return failure
  }

  private func letters(_ forum: TestForum, of consumer: String? = nil) async throws -> [DeadLetterView] {
    guard case .deadLetters(let letters, _) = try await ask(forum, .deadLetters(consumer: consumer, upTo: .max, limit: 100)) else { return [] }
    return letters
  }

  private func overview(_ forum: TestForum) async throws -> StreamOverview {
    guard case .overview(let overview) = try await ask(forum, .overview) else { throw AppError.otherVersion }
    return overview
  }

  @Test("and has the search index take one, which stands where it stood") func search() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada, title: "On looms")["id"].text
      let sequence = try await bury("forum.post.created", of: "search", forum)
      let index = forum.application.index
      let checkpoint = try #require(try await index.checkpoint())
      try await index.reset()
      try await index.apply([], checkpoint: checkpoint)
      #expect(try await ada.get("search?q=looms").data["items"].items.isEmpty)
      #expect(try await retry(forum, "search", sequence) == nil)
      #expect(try await ada.get("search?q=looms").data["items"].items.map { $0["thread_id"].text } == [thread])
      #expect(try await index.checkpoint() == checkpoint)
      #expect(try await letters(forum).isEmpty)
    }
  }

  @Test("and has a consumer of the store take one wherever it stands, also one that the stream has lost") func counts() async throws {
    try await withForum { forum in
      let (ada, root) = (try await forum.member("ada"), try await forum.administrator())
      _ = try await forum.thread(by: ada)
      let lost = try await bury("forum.post.created", of: "analytics", forum, sequence: 1_000_000)
      let consumer = try #require(forum.application.consumers.first { $0.name == "analytics" })
      let before = try await consumer.position()
      // A broker's messages have its own time.
      let written = try #require(try await forum.application.stream.read(after: 0, matching: [], limit: 100).messages.last).time
      let days = "from=\(written.adding(seconds: -86_400))&to=\(written.adding(seconds: 86_400))"
      func posts() async throws -> Int {
        try await root.get("analytics/trends?metric=posts&\(days)").expect(200).data["points"].items.reduce(0) { $0 + $1["count"].number }
      }
      #expect(try await posts() == 1)
      #expect(try await retry(forum, "analytics", lost) == nil)
      #expect(try await posts() == 2)
      #expect(try await consumer.position() == before)
    }
  }

  @Test("and is told why one stays") func stays() async throws {
    try await withForum { forum in
      _ = try await forum.thread(by: try await forum.member("ada"))
      let sequence = try await bury("forum.post.created", of: "notifications", forum, payload: "no event")
      forum.clock.advance(seconds: 60)
      let failure = try #require(try await retry(forum, "notifications", sequence))
      #expect(failure.code == "invalid")
      let letter = try #require(try await letters(forum, of: "notifications").first)
      #expect(letter.reason == "\(failure.slug): \(failure.message)" && letter.attempts == 3 && letter.time == forum.clock.now)
      #expect(letter.subject.hasSuffix(".post.created") && letter.sequence == sequence)
    }
  }

  @Test("and discards one; what is not there is said with what is") func discard() async throws {
    try await withForum { forum in
      _ = try await forum.thread(by: try await forum.member("ada"))
      let sequence = try await bury("forum.post.created", of: "search", forum)
      let gone = try await bury("forum.post.created", of: "a-consumer-of-old", forum)
      let unknown = await #expect(throws: AppError.self) { _ = try await retry(forum, "serach", sequence) }
      #expect(unknown?.slug == "consumer_not_found" && unknown?.message.contains("a-consumer-of-old, account-mail, analytics") == true)
      for other in [sequence - 1, sequence + 1, .max, -1] {
        let missing = await #expect(throws: AppError.self) { _ = try await ask(forum, .discard(consumer: "search", sequence: other)) }
        #expect(missing?.slug == "dead_letter_not_found" && missing?.message.contains("\(other)") == true)
      }
      let nobody = await #expect(throws: AppError.self) { _ = try await retry(forum, "a-consumer-of-old", gone) }
      #expect(nobody?.slug == "consumer_gone")
      guard case .discarded = try await ask(forum, .discard(consumer: "search", sequence: sequence)) else {
        Issue.record("not discarded")
        return
      }
      #expect(try await letters(forum).map(\.consumer) == ["a-consumer-of-old"])
    }
  }

  @Test("and publishes an event that the broker did not take", .enabled(if: TestProfile.current == .clustered, "there is a broker on servers alone"))
  func outbox() async throws {
    try await withForum { forum in
      _ = try await forum.thread(by: try await forum.member("ada"))
      let sequence = try await bury("forum.post.created", of: "outbox", forum, messageID: "not-taken")
      let end = try await forum.application.stream.info().last
      #expect(try await retry(forum, "outbox", sequence) == nil)
      let published = try await forum.application.stream.read(after: end, matching: [], limit: 10).messages
      #expect(published.map(\.messageID) == ["not-taken"])
      #expect(try await letters(forum).isEmpty)
    }
  }

  @Test("in the overview, the metrics and the doctor, which tells the commands") func shown() async throws {
    try await withForum { forum in
      _ = try await forum.thread(by: try await forum.member("ada"))
      _ = try await forum.settledEnd()
      let calm = try await overview(forum)
      #expect(calm.first == 1 && calm.last == calm.messages && calm.last > 1)
      #expect(calm.consumers.map(\.name).starts(with: ["search", "notifications", "analytics"]))
      #expect(calm.consumers.allSatisfy { $0.deadLetters == 0 && $0.behind == 0 }, "\(calm.consumers)")
      _ = try await bury("forum.post.created", of: "search", forum)
      #expect(try await overview(forum).consumers.first { $0.name == "search" }?.deadLetters == 1)
      let registry = MetricsRegistry()
      forum.application.register(in: registry)
      let metrics = await registry.text()
      #expect(metrics.contains("forum_stream_dead_letters{consumer=\"search\"} 1\n"))
      #expect(metrics.contains("forum_stream_dead_letters{consumer=\"notifications\"} 0\n"))
      guard case .status(let status) = try await answer(forum, .status) else { throw AppError.otherVersion }
      let advice = try #require(status.parts.first { $0.name == "stream" }?.advice)
      #expect(advice.contains("search 1") && advice.contains("forum-lite stream dead-letters"))
    }
  }

  @Test("through the running server, and in the store itself where none runs") func lines() async throws {
    try await withTemporaryFolder { folder in
      var (sequence, end) = (Int64(0), Int64(0))
      try await withStoredForum(in: folder) { stored in
        _ = try await stored.forum.thread(by: try await stored.forum.member("ada"))
        sequence = try await bury("forum.post.created", of: "notifications", stored.forum)
        guard case .overview(let overview) = try await stored.line().stream(.overview) else { throw AppError.otherVersion }
        #expect(overview.consumers.first { $0.name == "notifications" }?.deadLetters == 1)
        end = overview.last
      }
      let line = try await OperatorLine(config: try storedConfig(folder), adapters: try TestAdapters.inMemory(), logger: .silent)
      guard case .overview(let overview) = try await line.stream(.overview) else { throw AppError.otherVersion }
      #expect(overview.last == end)
      // The index of tests is empty at each start.
      #expect(overview.consumers.allSatisfy { $0.name == "search" ? $0.position == nil : $0.behind == 0 }, "\(overview.consumers)")
      guard case .retried(let failure) = try await line.stream(.retry(consumer: "notifications", sequence: sequence)) else {
        throw AppError.otherVersion
      }
      #expect(failure == nil)
      guard case .deadLetters(let letters, let total) = try await line.stream(.deadLetters(consumer: nil, upTo: .max, limit: 10)) else {
        throw AppError.otherVersion
      }
      #expect(letters.isEmpty && total == 0)
      await line.close()
    }
  }
}
