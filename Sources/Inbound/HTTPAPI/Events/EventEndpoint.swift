public import ForumKernel
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

extension Endpoint {
  /// An endpoint that streams Server-Sent Events until the client goes, the frames end or the server stops. `events` names what it may send.
  public init<Query: QueryFields, Frames: AsyncSequence & Sendable>(
    events: [EventKind], _ path: String, _ operationID: String, _ summary: String, tag: String, needs permission: Permission?, errors: [String] = [],
    perform: @escaping @Sendable (Call, Query) async throws -> Frames
  ) where Frames.Element == EventFrame, Frames.AsyncIterator: SendableMetatype {
    self.init(
      .get, path, operationID, summary, tag, permission, .read, errors, Contract(Query.self, nil, .ok, .events(events))
    ) { call, _ in
      let frames = try await perform(call, call.queryFields())
      try ContentNegotiation.require(MediaType.events, call.head.headerFields[.accept])
      return try EventStreamResponse.response(frames, call)
    }
  }
}

/// The answer that an event stream is.
enum EventStreamResponse {
  /// How long a browser waits before it connects again.
  /// It belongs to the first event: some clients take a block of its own for an event without a name.
  private static let opening = Array("retry: 3000\n".utf8)
  private static let heartbeat = Array(": heartbeat\n".utf8)

  static func response<Frames: AsyncSequence & Sendable>(_ frames: Frames, _ call: Call) throws -> Response
  where Frames.Element == EventFrame, Frames.AsyncIterator: SendableMetatype {
    let handoff = Handoff<[UInt8]>()
    let place = try call.streams.enter { handoff.finish() }
    let headers: HTTPFields = [.contentType: MediaType.events, .cacheControl: "no-store", .xAccelBuffering: "no"]
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        defer { withExtendedLifetime(place) {} }
        call.channel?.closeFuture.whenComplete { _ in handoff.finish() }
        try await writer.write(ByteBuffer(bytes: opening))
        try await withThrowingTaskGroup { group in
          group.addTask {
            defer { handoff.finish() }
            do {
              for try await frame in frames {
                guard await handoff.put(frame.bytes) else { return }
              }
            } catch {
              if !Task.isCancelled { call.streams.logger.warning("an event stream broke off", metadata: ["error": "\(error)"]) }
            }
          }
          group.addTask {
            while true {
              try await Task.sleep(for: call.streams.heartbeat)
              handoff.offer(heartbeat)
            }
          }
          while let bytes = await handoff.take() { try await writer.write(ByteBuffer(bytes: bytes)) }
          group.cancelAll()
        }
        try await writer.finish(nil)
      })
  }
}

extension HTTPField.Name {
  fileprivate static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
