import ForumKernel
import Synchronization

/// How many requests are at work; beyond the limit new ones are refused at once, so that those inside get done.
package final class RequestLoad: Sendable {
  private let max: Int
  private let atWork = Atomic<Int>(0)

  package var count: Int { atWork.load(ordering: .relaxed) }

  package init(max: Int) { self.max = max }

  package func withPlace<Result>(_ work: () async throws -> Result) async throws -> Result {
    defer { atWork.subtract(1, ordering: .relaxed) }
    guard atWork.add(1, ordering: .relaxed).newValue <= max else {
      throw AppError(.unavailable, "overloaded", "The server has more requests than it can take.", retryAfterSeconds: 1)
    }
    return try await work()
  }
}
