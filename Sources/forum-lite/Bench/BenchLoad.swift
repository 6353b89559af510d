import NIOCore

/// Sends requests over several connections at once, each connection the next one when its answer is there. All of it is done by one event loop.
actor BenchLoad {
  private static let reopenPause = Duration.milliseconds(10)

  nonisolated let unownedExecutor: UnownedSerialExecutor
  private let loop: any EventLoop
  private let port: Int
  private var connections: [BenchConnection] = []
  private var requests: [BenchRequest] = []
  private var sent = 0
  private var isOver = false
  private var counts = BenchCounts()

  init(port: Int, on loop: any EventLoop) {
    unownedExecutor = loop.executor.asUnownedSerialExecutor()
    (self.port, self.loop) = (port, loop)
  }

  deinit { for connection in connections { connection.close() } }

  /// Opens connections, which end with this.
  func connect(_ count: Int) async throws {
    for _ in 0..<count { connections.append(try await .open(port, on: loop)) }
  }

  /// Sends `requests` by turns until the time is over, and waits for the last answers. Throws `CancellationError`.
  func run(_ requests: [BenchRequest], for time: Duration) async throws -> BenchCounts {
    (self.requests, counts, isOver) = (requests, BenchCounts(), false)
    let start = NIODeadline.now()
    await withTaskGroup { group in
      for index in connections.indices { group.addTask { await self.send(over: index) } }
      // Also a cancelled run ends in order.
      try? await Task.sleep(for: time)
      isOver = true
      await group.waitForAll()
    }
    counts.seconds = Double((NIODeadline.now() - start).nanoseconds) / 1e9
    try Task.checkCancellation()
    return counts
  }

  private func send(over index: Int) async {
    while !isOver {
      sent += 1
      let start = NIODeadline.now()
      do {
        let answer = try await connections[index].send(requests[sent % requests.count])
        counts.add(answer, after: NIODeadline.now() - start)
      } catch {
        counts.add(error)
        await reopen(index)
      }
    }
  }

  /// Where that fails, so will the next request, which is counted.
  private func reopen(_ index: Int) async {
    connections[index].close()
    try? await Task.sleep(for: Self.reopenPause)
    if let other = try? await BenchConnection.open(port, on: loop) { connections[index] = other }
  }
}
