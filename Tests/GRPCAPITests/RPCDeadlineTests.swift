import GRPCCore
import Synchronization
import Testing

@testable import GRPCAPI

@Suite struct RPCDeadlineTests {
  private static let never = Duration.seconds(3600)

  @Test(
    "what the client allows counts, up to what the server does",
    arguments: [
      ("1H", nil, .seconds(3600)), ("2M", nil, .seconds(120)), ("3S", nil, .seconds(3)), ("4m", nil, .milliseconds(4)), ("5u", nil, .microseconds(5)),
      ("6n", nil, .nanoseconds(6)), ("9S", .seconds(5), .seconds(5)), ("1S", .seconds(5), .seconds(1)), (nil, .seconds(5), .seconds(5)),
      (nil, nil, nil),
      ("S", nil, nil), ("-1S", nil, nil), ("123456789S", nil, nil), ("1x", nil, nil), ("", nil, nil),
    ] as [(String?, Duration?, Duration?)])
  func timeouts(client: String?, server: Duration?, expected: Duration?) {
    #expect(RPCDeadline(client: client, server: server).timeout == expected)
  }

  @Test("a call whose time is over before it begins does nothing")
  func late() async throws {
    let began = Atomic(false)
    let error = await #expect(throws: RPCError.self) {
      try await RPCDeadline(client: "0n", server: nil).run(context(), isStream: false) { began.store(true, ordering: .relaxed) }
    }
    #expect(error?.code == .deadlineExceeded && !began.load(ordering: .relaxed))
  }

  @Test("the end of the time cancels the work, and waits until it has stopped")
  func timeOver() async throws {
    let stopped = Atomic(false)
    let error = await #expect(throws: RPCError.self) {
      try await RPCDeadline(client: "1m", server: nil).run(context(), isStream: false) {
        defer { stopped.store(true, ordering: .relaxed) }
        try await Task.sleep(for: Self.never)
      }
    }
    #expect(error?.code == .deadlineExceeded && stopped.load(ordering: .relaxed))
  }

  @Test("a client that hangs up cancels the work", arguments: [true, false])
  func hangingUp(isStream: Bool) async throws {
    let context = context()
    let error = await #expect(throws: RPCError.self) {
      try await RPCDeadline(client: "1H", server: nil).run(context, isStream: isStream) {
        context.cancellation.cancel()
        try await Task.sleep(for: Self.never)
      }
    }
    #expect(error?.code == .cancelled)
  }

  private func context() -> ServerContext {
    ServerContext(
      descriptor: MethodDescriptor(fullyQualifiedService: "forumlite.v1.PostService", method: "CreatePost"), remotePeer: "ipv4:127.0.0.1:1",
      localPeer: "ipv4:127.0.0.1:2", cancellation: ServerContext.RPCCancellationHandle())
  }
}
