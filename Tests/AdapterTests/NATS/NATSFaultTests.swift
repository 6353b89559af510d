import ForumKernel
import NATS
import Support
import Testing

@Suite("NATS that fails", .enabled(if: NATSBench.isThere, NATSBench.skipReason))
struct NATSFaultTests {
  // What a call throws is taken down before it is expected: closures inside an expectation are mixed up with later ones by Swift 6.3.

  /// How late a deadline may be noticed on a machine whose every core runs other tests.
  private static let tolerance = Duration.seconds(60)

  @Test("without JetStream opening fails at once and says why", arguments: NATSServer.programs)
  func jetStreamOff(_ program: String) async throws {
    try await NATSServer.run(program: program, jetStream: false) { server in
      let error = await NATSBench.failure { _ = try await NATSBench.open(server.url, timeout: .seconds(600)) }
      #expect(error?.code == .invalid && error?.slug == "nats_refused")
      #expect(error?.message.contains("JetStream is off") == true)
    }
  }

  @Test("a request that nobody listens to is refused at once, a request without an answer at its deadline", arguments: NATSServer.programs)
  func noResponders(_ program: String) async throws {
    let client = NATSClient(try NATSTarget(url: try await NATSServer.shared(program).url))
    await #expect(throws: NATSError.noResponders) { _ = try await client.request("nobody.here", [], timeout: .seconds(600)) }
    await #expect(throws: NATSError.badSubject) { _ = try await client.request("nobody.>", []) }
    client.close()
    await #expect(throws: NATSError.closed) { _ = try await client.request("nobody.here", []) }
  }

  @Test("commands find one of those who serve them, in JSON", arguments: NATSServer.programs)
  func commands(_ program: String) async throws {
    let url = try await NATSServer.shared(program).url
    let (server, client) = (NATSClient(try NATSTarget(url: url)), NATSClient(try NATSTarget(url: url)))
    let serving = Task { try await server.serve("forum.command", group: "nodes", bufferMax: 16) { Array(#"{"echo":\#($0.payload.count)}"#.utf8) } }
    try await NATSBench.eventually {
      let answer = try await client.request("forum.command", [1, 2, 3], as: [String: Int].self)
      guard answer["echo"] ?? 0 > 0 else { throw NotYet() }
    }
    serving.cancel()
    client.close()
    server.close()
  }

  @Test(
    "while the server is dead calls fail typed; when it is back everything goes on, and nothing is lost or doubled", arguments: NATSServer.programs)
  func killed(_ program: String) async throws {
    try await NATSServer.run(program: program) { server in
      let stream = try await NATSBench.open(server.url, timeout: .seconds(2))
      let epoch = try await stream.info().epoch
      let follower = stream.follow(after: StreamPosition(epoch: epoch, sequence: 0), matching: [], bufferMax: 8)
      let following = Task {
        var ids: [String] = []
        for try await message in follower {
          ids.append(message.messageID ?? "")
          if ids.last == "end" { break }
        }
        return ids
      }
      for number in 1...3 { _ = try await stream.publish(subject: "a", messageID: "m\(number)", payload: []) }
      // Waits until they are in memory.
      let before = try await stream.read(after: 0, matching: [], limit: 10).messages
      #expect(before.count == 3)
      server.kill()
      let error = await NATSBench.failure { _ = try await stream.publish(subject: "a", messageID: "m4", payload: []) }
      #expect(error?.code == .unavailable && error?.slug == "stream_unavailable" && error?.retryAfterSeconds == 1)
      let unreachable = await NATSBench.failure { _ = try await stream.info() }
      #expect(unreachable?.slug == "stream_unavailable")
      // What is in memory needs no server.
      #expect(try await stream.read(after: 0, matching: [], limit: 10).messages.count == 3)
      try await server.start()
      for id in ["m4", "m2", "end"] {
        try await NATSBench.eventually { _ = try await stream.publish(subject: "a", messageID: id, payload: []) }
      }
      #expect(try await following.value == ["m1", "m2", "m3", "m4", "end"])
      #expect(try await stream.info().epoch == epoch)
      await stream.close()
      let closed = await NATSBench.failure { _ = try await stream.info() }
      #expect(closed?.slug == "stream_closed")
    }
  }

  @Test("a server that is stopped in its tracks costs a call its deadline, and is used again when it goes on", arguments: NATSServer.programs)
  func frozen(_ program: String) async throws {
    try await NATSServer.run(program: program) { server in
      let stream = try await NATSBench.open(server.url, timeout: .seconds(1))
      try await NATSBench.eventually { _ = try await stream.publish(subject: "a", messageID: "m1", payload: []) }
      let subscription = try await stream.subscribe(matching: [], bufferMax: 100)
      server.freeze()
      await withTaskGroup { group in
        for number in 0..<50 {
          group.addTask {
            let took = await ContinuousClock().measure {
              let error = await NATSBench.failure { _ = try await stream.publish(subject: "a", messageID: "f\(number)", payload: []) }
              #expect(error?.slug == "stream_unavailable")
            }
            #expect(took < .seconds(1) + Self.tolerance)
          }
        }
      }
      server.thaw()
      try await NATSBench.eventually { _ = try await stream.publish(subject: "a", messageID: "end", payload: []) }
      var ids: Set<String> = []
      for await message in subscription.messages {
        #expect(ids.insert(message.messageID ?? "").inserted)
        if message.messageID == "end" || ids.count > 60 { break }
      }
      #expect(ids.contains("end"))
      await stream.close()
    }
  }

  @Test("a stream that was lost is made again with another epoch, and who follows is told", arguments: NATSServer.programs)
  func forgotten(_ program: String) async throws {
    try await NATSServer.run(program: program) { server in
      let stream = try await NATSBench.open(server.url, timeout: .seconds(2))
      for _ in 1...5 { _ = try await stream.publish(subject: "a", messageID: nil, payload: []) }
      let old = try await stream.info()
      let following = Task {
        while true {
          do {
            for try await _ in stream.follow(after: StreamPosition(epoch: old.epoch, sequence: 5), matching: [], bufferMax: 8) {}
          } catch let error as AppError where error.slug == "stream_unavailable" {
            // The server was away for longer than one call waits: who follows asks again.
          }
        }
      }
      server.kill()
      try NATSServer.empty(server)
      try await server.start()
      try await NATSBench.eventually { _ = try await stream.publish(subject: "a", messageID: nil, payload: []) }
      let new = try await stream.info()
      #expect(new.epoch != old.epoch && new.last >= 1)
      let gone = await NATSBench.failure { _ = try await stream.read(after: 5, matching: [], limit: 1) }
      #expect(gone?.slug == "position_gone")
      let told = await NATSBench.failure { _ = try await following.value }
      #expect(told?.slug == "position_gone")
      await stream.close()
    }
  }

  @Test("a forum starts without its stream, which comes later", arguments: NATSServer.programs)
  func absent(_ program: String) async throws {
    try await NATSServer.run(program: program) { server in
      server.kill()
      let stream = try await NATSBench.open(server.url, timeout: .seconds(1))
      let early = await NATSBench.failure { _ = try await stream.subscribe(matching: [], bufferMax: 1) }
      #expect(early?.slug == "stream_unavailable")
      try await server.start()
      try await NATSBench.eventually { _ = try await stream.publish(subject: "a", messageID: "m1", payload: []) }
      let batch = try await stream.read(after: 0, matching: [], limit: 10)
      #expect(batch.messages.map(\.messageID) == ["m1"])
      await stream.close()
    }
  }

  @Test("a message that the server is not to take is refused, and those before it are stored", arguments: NATSServer.programs)
  func tooLarge(_ program: String) async throws {
    let stream = try await NATSBench.open(try await NATSServer.shared(program).url) { $0.name = "F\(UInt64.random(in: 0...UInt64.max))" }
    let sizes = [10, 1 << 20, 10]
    let outcome = await stream.publish(sizes.map { OutgoingMessage(subject: "a", messageID: nil, payload: [UInt8](repeating: 0, count: $0)) })
    #expect(outcome.stored == 1 && (outcome.failure as? AppError)?.slug == "message_too_large")
    let half = try await stream.publish(subject: "a", messageID: nil, payload: [UInt8](repeating: 1, count: 1 << 19))
    #expect(try await stream.read(after: half.sequence - 1, matching: [], limit: 1).messages[0].payload.count == 1 << 19)
    let unfit = await NATSBench.failure { _ = try await stream.publish(subject: "a b", messageID: nil, payload: []) }
    #expect(unfit?.slug == "message_subject")
    await stream.close()
  }
}
