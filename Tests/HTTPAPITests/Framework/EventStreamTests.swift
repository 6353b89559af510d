import Logging
import Testing

@testable import HTTPAPI

@Suite(.timeLimit(.minutes(1))) struct EventStreamTests {
  private static let follow = "GET /api/v1/events HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("a frame is written as the event stream format wants it")
  func frames() {
    let frame = EventFrame(id: "e-1", event: "book.added", data: Array("{\"a\":1}\nline two".utf8))
    #expect(String(decoding: frame.bytes, as: UTF8.self) == "id: e-1\nevent: book.added\ndata: {\"a\":1}\ndata: line two\n\n")
    #expect(String(decoding: EventFrame(id: nil, event: nil, data: []).bytes, as: UTF8.self) == "data: \n\n")
  }

  @Test("events come as they happen, with a heartbeat between them")
  func live() async throws {
    let server = try LibraryServer { $0.limits.heartbeatMilliseconds = 20 }
    try await server.live { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(Self.follow)
        let head = try await connection.read(through: "retry: 3000\n")
        #expect(head.contains("Content-Type: text/event-stream") && head.contains("Cache-Control: no-store"))
        _ = try await connection.read(through: ": heartbeat\n")
        server.frames.yield(EventFrame(id: "e-1", event: "book.added", data: Array("{}".utf8)))
        #expect(try await connection.read(through: "data: {}\n\n").contains("id: e-1\nevent: book.added\n"))
        _ = try await connection.read(through: ": heartbeat\n")
        server.frames.finish()
        #expect(try await connection.read(through: "0\r\n\r\n").hasSuffix("0\r\n\r\n"))
      }
    }
  }

  @Test("a stream lets go when its client goes")
  func clientGone() async throws {
    let server = try LibraryServer()
    try await server.live { port in
      let (ended, end) = AsyncStream.makeStream(of: Void.self)
      server.frames.onTermination = { _ in end.finish() }
      try await RawConnection.open(port) { connection in
        try await connection.send(Self.follow)
        _ = try await connection.read(through: "retry: 3000\n")
      }
      for await _ in ended {}
    }
  }

  @Test("streams end when the server stops, and there is a limit on them")
  func stop() throws {
    let pipeline = try LibraryServer { $0.limits.eventStreamsMax = 1 }.server.pipeline
    let streams = pipeline.streams
    let handoff = Handoff<Int>()
    var place: EventStreams.Place? = try streams.enter { handoff.finish() }
    #expect(throws: (any Error).self) { try streams.enter {} }
    #expect(streams.count == 1)
    withExtendedLifetime(place) { streams.stop() }
    place = nil
    #expect(streams.count == 0)
    #expect(throws: (any Error).self) { try streams.enter {} }
  }

  @Test("a handoff gives each value to one taker and none to nobody")
  func handoff() async {
    let handoff = Handoff<Int>()
    handoff.offer(0)
    async let putting: [Bool] = {
      var results: [Bool] = []
      for number in 1...3 { results.append(await handoff.put(number)) }
      return results
    }()
    #expect(await handoff.take() == 1)
    #expect(await handoff.take() == 2)
    handoff.finish()
    #expect(await handoff.take() == nil)
    #expect(await putting == [true, true, false])
    #expect(await handoff.put(4) == false)
  }
}
