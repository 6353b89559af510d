public import ForumKernel

/// One node after the other: for work that can't be taken back when another node did it, too.
public struct NodeTurn: Sendable {
  /// Longer than a batch takes; a node that dies keeps the others waiting as long.
  private static let lease = Duration.seconds(30)
  private static let pause = Duration.milliseconds(250)

  private let lease: any NodeLease
  private let holder: String

  /// `holder` is this process's own name among all nodes.
  public init(_ lease: any NodeLease, holder: String) {
    self.lease = lease
    self.holder = holder
  }

  /// Waits until no other node is at work, and keeps them out until `work` is done.
  func take<Result>(_ work: () async throws -> Result) async throws -> Result {
    while try await !lease.takeLease(holder: holder, for: Self.lease) { try await Task.sleep(for: Self.pause) }
    do {
      let result = try await work()
      try await lease.endLease(holder: holder)
      return result
    } catch {
      try? await lease.endLease(holder: holder)
      throw error
    }
  }
}
