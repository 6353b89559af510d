import ForumKernel
import Synchronization

/// The places that uploads take while they are on their way. An account gets a few, and a tenant half of them, so that others find some.
final class UploadPlaces: Sendable {
  /// What browsers send at once to one server.
  static let ofAccountMax = 6

  private enum Holder: Hashable {
    case everybody
    case tenant(TenantID)
    case account(UserID)
  }

  private let max: Int
  /// Of those that have one.
  private let taken = Mutex<[Holder: Int]>([:])

  init(max: Int) { self.max = max }

  /// Throws `unavailable` (`uploads_busy`) where the caller, their tenant or everybody together has no place left.
  func withPlace<Result>(for principal: Principal, _ work: () async throws -> Result) async throws -> Result {
    var holders: [Holder] = [.everybody, .tenant(principal.tenant)]
    if let user = principal.userID { holders.append(.account(user)) }
    guard take(holders) else { throw AppError(.unavailable, "uploads_busy", "Too many files are being uploaded.", retryAfterSeconds: 5) }
    defer { leave(holders) }
    return try await work()
  }

  private func take(_ holders: [Holder]) -> Bool {
    taken.withLock { taken in
      guard holders.allSatisfy({ taken[$0, default: 0] < places(of: $0) }) else { return false }
      for holder in holders { taken[holder, default: 0] += 1 }
      return true
    }
  }

  private func leave(_ holders: [Holder]) {
    taken.withLock { taken in
      for holder in holders { taken[holder] = taken[holder].flatMap { $0 > 1 ? $0 - 1 : nil } }
    }
  }

  private func places(of holder: Holder) -> Int {
    switch holder {
    case .everybody: max
    case .tenant: Swift.max(1, max / 2)
    case .account: Swift.min(Self.ofAccountMax, max)
    }
  }
}
