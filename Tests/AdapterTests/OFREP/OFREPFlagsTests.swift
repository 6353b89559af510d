import Admin
import ForumKernel
import Foundation
import Support
import Synchronization
import Testing

@testable import OFREP

@Suite("Flags of a flag service") struct OFREPFlagsTests {
  private typealias Fake = FakeFlagService

  private func until(_ complaint: Comment, _ isTrue: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try await !isTrue() {
      try #require(ContinuousClock.now < end, complaint)
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  @Test("the service is asked with the context, the tenant's name and the token, and a key is one segment of the path") func request() async throws {
    let fake = Fake { Fake.says("true", $0) }
    try await fake.run(token: ChangingSecret("s3cret")) { flags in
      let context: [String: AttributeValue] = ["targetingKey": .text("ada"), "age": .integer(7), "tenant": .text("lies")]
      let said = try await flags.evaluate("a/b?c d", Fake.question(context)).get()
      #expect(said.key == "a/b?c d" && said.value == .flag(true) && said.variant == "v" && said.reason == .fixed && said.metadata.isEmpty)
    }
    let asked = try #require(fake.questions.first)
    #expect(asked.hasPrefix("POST /ofrep/v1/evaluate/flags/a%2Fb%3Fc%20d HTTP/1.1\r\n"))
    #expect(asked.lowercased().contains("authorization: bearer s3cret"))
    #expect(asked.hasSuffix(#"{"context":{"age":7,"targetingKey":"ada","tenant":"main"}}"#))
  }

  @Test("answers are remembered by tenant, flag and context, and several that ask at once wait for one call") func remembered() async throws {
    let fake = Fake { Fake.says("1", $0) }
    try await fake.run { flags in
      try await withThrowingTaskGroup { group in
        for _ in 0..<20 { group.addTask { _ = try await flags.evaluate("editor", Fake.question()).get() } }
        try await group.waitForAll()
      }
      #expect(fake.questions.count == 1)
      _ = try await flags.evaluate("editor", Fake.question(["plan": .text("gold")])).get()
      _ = try await flags.evaluate("editor", Fake.question(tenant: TenantID(RawID(high: 1, low: 2)), slug: "acme")).get()
      _ = try await flags.evaluateAll(Fake.question()).get()
      #expect(fake.questions.count == 4)
      _ = try await flags.evaluateAll(Fake.question()).get()
      #expect(fake.questions.count == 4)
    }
  }

  /// What comes back for a flag of which nothing is known, and then for one that is.
  @Test(
    "whatever the service answers, a question gets an answer: an error when nothing is known, the last value as stale when something is",
    arguments: BadFlagAnswer.allCases)
  func badAnswers(_ bad: BadFlagAnswer) async throws {
    let fake = Fake { _ in bad.bytes }
    try await fake.run(requestTimeout: bad == .silence || bad == .unfinished ? .milliseconds(200) : .seconds(20)) { flags in
      guard case .failure(let failure) = try await flags.evaluate("editor", Fake.question()) else {
        Issue.record("an answer came of nothing")
        return
      }
      #expect(failure.code == .general && flags.state.problem != nil)
      guard case .failure(let all) = try await flags.evaluateAll(Fake.question()) else {
        Issue.record("answers came of nothing")
        return
      }
      #expect(all.code == .general)
    }
    let later = Fake { Fake.says(#""old""#, $0) }
    try await later.run(requestTimeout: bad == .silence || bad == .unfinished ? .milliseconds(200) : .seconds(20)) { flags in
      #expect(try await flags.evaluate("editor", Fake.question()).get().reason == .fixed)
      _ = try await flags.evaluateAll(Fake.question()).get()
      later.answers { _ in bad.bytes }
      flags.forget(Fake.tenant)
      let said = try await flags.evaluate("editor", Fake.question()).get()
      #expect(said.value == .text("old") && said.reason == .stale && said.variant == "v")
      let all = try await flags.evaluateAll(Fake.question()).get()
      let reasons = try all.map { try $0.result.get().reason }
      #expect(reasons == [.stale])
    }
  }

  @Test("one flag is known from all flags of the same context") func oneOfAll() async throws {
    let fake = Fake { Fake.says("5", $0) }
    try await fake.run { flags in
      _ = try await flags.evaluateAll(Fake.question()).get()
      fake.answers { _ in ScriptedServer.json("500 Internal Server Error", "{}") }
      #expect(try await flags.evaluate("editor", Fake.question()).get().reason == .stale)
      #expect(try await flags.evaluate("other", Fake.question()) == .failure(.notFound))
    }
  }

  @Test(
    "an error of the protocol is the flag's, and does not make the service unwell",
    arguments: [
      ("400 Bad Request", "TARGETING_KEY_MISSING", FeatureFailure.Code.targetingKeyMissing), ("400 Bad Request", "INVALID_CONTEXT", .invalidContext),
      ("400 Bad Request", "PARSE_ERROR", .parseError), ("404 Not Found", "FLAG_NOT_FOUND", .flagNotFound),
    ])
  func errorCodes(status: String, word: String, code: FeatureFailure.Code) async throws {
    let fake = Fake { _ in ScriptedServer.json(status, #"{"key":"editor","errorCode":"\#(word)","errorDetails":"why"}"#) }
    try await fake.run { flags in
      let said = try await flags.evaluate("editor", Fake.question())
      #expect(said == .failure(FeatureFailure(code, "why")))
      #expect(flags.state.problem == nil)
    }
  }

  @Test("a flag without a value leaves the value to whoever asks; a reason that nobody knows is passed on; an error among all flags is that flag's")
  func partial() async throws {
    let fake = Fake { request in
      request.hasPrefix("POST /ofrep/v1/evaluate/flags/")
        ? ScriptedServer.json("200 OK", #"{"key":"editor","reason":"WEATHER","metadata":{"n":1.5}}"#)
        : ScriptedServer.json(
          "200 OK", #"{"flags":[{"key":"b","errorCode":"NEW_CODE"},{"value":true},7,{"key":"a","value":null,"reason":"DEFAULT"}],"eventStreams":{}}"#)
    }
    try await fake.run { flags in
      let said = try await flags.evaluate("editor", Fake.question()).get()
      #expect(said.value == nil && said.variant == nil && said.reason.rawValue == "WEATHER" && said.metadata == ["n": .number(1.5)])
      let all = try await flags.evaluateAll(Fake.question()).get()
      #expect(all.map(\.key) == ["a", "b"])
      #expect(try all[0].result.get().value == nil)
      guard case .failure(let failure) = all[1].result else { throw OFREPError.general }
      #expect(failure.code == .general)
    }
  }

  @Test("all flags are asked for with their entity tag, and 304 leaves them as they are") func entityTags() async throws {
    let fake = Fake { request in
      request.lowercased().contains("if-none-match: \"v1\"")
        ? "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n" : Fake.says("1", request, headers: "ETag: \"v1\"\r\n")
    }
    try await fake.run { flags in
      _ = try await flags.evaluateAll(Fake.question()).get()
      for _ in 0..<3 {
        flags.forget(Fake.tenant)
        let all = try await flags.evaluateAll(Fake.question()).get()
        #expect(try all[0].result.get().reason == .fixed && flags.state.problem == nil)
      }
    }
    #expect(fake.asked.count { $0.lowercased().contains("if-none-match: \"v1\"") } >= 1)
  }

  @Test("a service that asks to be left alone is left alone", arguments: ["429 Too Many Requests", "503 Service Unavailable"])
  func retryAfter(status: String) async throws {
    let fake = Fake { _ in ScriptedServer.json(status, "{}", headers: "Retry-After: 600\r\n") }
    try await fake.run { flags in
      for number in 0..<20 { _ = try await flags.evaluate("flag-\(number)", Fake.question()) }
      #expect(fake.asked.count == 1 && flags.state.problem?.contains("600") == true)
    }
  }

  @Test("a service that is down is asked seldom, and used again once it answers") func down() async throws {
    let fake = Fake { _ in ScriptedServer.json("502 Bad Gateway", "<html>") }
    try await fake.run(pollInterval: .seconds(1)) { flags in
      for _ in 0..<200 {
        _ = try await flags.evaluate("editor", Fake.question())
        try await Task.sleep(for: .milliseconds(1))
      }
      #expect(fake.asked.count < 10)
      fake.answers { Fake.says("2", $0) }
      try await until("the service is not used again") { (try? await flags.evaluate("editor", Fake.question()).get().value) == .integer(2) }
      #expect(flags.state.problem == nil)
    }
  }

  @Test("a token that is not accepted is read anew, and the next one counts") func tokens() async throws {
    let fake = Fake { request in
      request.contains("Bearer new") ? Fake.says("1", request) : ScriptedServer.json("401 Unauthorized", "")
    }
    try await fake.run(token: ChangingSecret("old", successor: "new")) { flags in
      let said = try await flags.evaluate("editor", Fake.question()).get()
      #expect(said.value == .integer(1))
    }
    let refusing = Fake { _ in ScriptedServer.json("403 Forbidden", "") }
    try await refusing.run(token: ChangingSecret("old")) { flags in
      _ = try await flags.evaluate("editor", Fake.question())
      #expect(flags.state.problem?.contains("flags.token") == true)
    }
  }

  @Test("without a stream a change is found by asking again, and told once") func polling() async throws {
    let fake = Fake { Fake.says("1", $0) }
    try await fake.run(pollInterval: .seconds(1)) { flags in
      var changes = flags.changes.makeAsyncIterator()
      _ = try await flags.evaluate("editor", Fake.question())
      // All flags, asked for the tenant alone, tell of changes.
      try await until("the flags are not polled for") { fake.asked.contains { $0.contains(#"{"targetingKey":"main","tenant":"main"}"#) } }
      fake.answers { Fake.says("2", $0) }
      #expect(await changes.next() == Fake.tenant)
      #expect(try await flags.evaluate("editor", Fake.question()).get().value == .integer(2))
    }
  }

  @Test("a stream that the service names is followed: a change is told and asked for at once, with what the event says about it") func stream()
    async throws
  {
    let isChanged = Mutex(false)
    let event = #"data: {"type":"refetchEvaluation","etag":"\"e 1\"","lastModified":1771622898}"# + "\n\n"
    let fake = Fake { request in
      if request.hasPrefix("GET /changes?of=main ") {
        isChanged.withLock { $0 = true }
        return Fake.events(": hello\n\nid: 7\ndata: {\"type\":\"weather\"}\n\ndata: nonsense\n\n" + event)
      }
      let stream = #","eventStreams":[{"type":"carrier-pigeon","url":"x"},{"type":"sse","endpoint":{"requestUri":"/changes?of=main"}}]"#
      return Fake.says(isChanged.withLock { $0 } ? "2" : "1", request, streams: stream)
    }
    try await fake.run(token: ChangingSecret("s3cret")) { flags in
      var changes = flags.changes.makeAsyncIterator()
      #expect(try await flags.evaluate("editor", Fake.question()).get().value == .integer(1))
      #expect(await changes.next() == Fake.tenant)
      #expect(try await flags.evaluate("editor", Fake.question()).get().value == .integer(2))
      try await until("nothing is asked about the event") {
        fake.asked.contains { $0.hasPrefix("POST /ofrep/v1/evaluate/flags?flagConfigEtag=%22e%201%22&flagConfigLastModified=1771622898 ") }
      }
      #expect(fake.asked.contains { $0.hasPrefix("GET /changes") && $0.contains("Bearer s3cret") })
    }
  }

  @Test("a stream that breaks off is come back to, from where it was") func streamBreaks() async throws {
    let fake = Fake { request in
      if request.hasPrefix("GET /changes ") { return Fake.events("id: 7\ndata: {}\n\n") + "0\r\n\r\n" }
      return Fake.says("1", request, streams: #","eventStreams":[{"type":"sse","endpoint":{"requestUri":"/changes"}}]"#)
    }
    try await fake.run { flags in
      _ = try await flags.evaluate("editor", Fake.question())
      try await until("nobody comes back") { fake.asked.contains { $0.hasPrefix("GET /changes ") && $0.lowercased().contains("last-event-id: 7") } }
    }
  }

  @Test("a stream of another machine gets no token, and one that is left for inactivity is left") func strangeStreams() async throws {
    let other = Fake { _ in Fake.events(": \n\n") }
    try await ScriptedServer.run(seesAll: true, { request in other.note(request) }) { stranger in
      let fake = Fake { request in
        Fake.says("1", request, streams: #","eventStreams":[{"type":"sse","url":"\#(stranger.url)/all","inactivityDelaySec":3}]"#)
      }
      try await fake.run(token: ChangingSecret("s3cret")) { flags in
        _ = try await flags.evaluate("editor", Fake.question())
        try await until("the stream is not followed") { !other.asked.isEmpty }
        #expect(!other.asked[0].lowercased().contains("authorization"))
        try await until("the stream is not left") { flags.memory.withLock { $0.watched.streams(.now) }.isEmpty }
      }
    }
  }
}
