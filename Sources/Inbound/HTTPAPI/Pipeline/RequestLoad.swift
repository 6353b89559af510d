package import ForumKernel
import Synchronization

/// How many requests are at work; beyond the limit new ones are refused at once, so that those inside get done.
package final class RequestLoad: Sendable {
  package static let overloaded = AppError(.unavailable, "overloaded", "The server has more requests than it can take.", retryAfterSeconds: 1)
  /// The same of streams, which last longer than requests.
  package static let tooManyStreams = AppError(.unavailable, "too_many_streams", "No more streams can be opened now.", retryAfterSeconds: 5)

  private let max: Int
  private let refusal: AppError
  private let atWork = Atomic<Int>(0)

  package var count: Int { atWork.load(ordering: .relaxed) }

  /// `refusal`: what those hear that find no place.
  package init(max: Int, refusal: AppError = RequestLoad.overloaded) {
    self.max = max
    self.refusal = refusal
  }

  package func withPlace<Result>(_ work: () async throws -> Result) async throws -> Result {
    defer { atWork.subtract(1, ordering: .relaxed) }
    guard atWork.add(1, ordering: .relaxed).newValue <= max else { throw refusal }
    return try await work()
  }
}
