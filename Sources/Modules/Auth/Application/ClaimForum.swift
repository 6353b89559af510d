public import ForumKernel
import Synchronization

/// Lets whoever started a new forum become its first administrator by a link that only they see: it is good once, for a time, and while there is no
/// administrator. It is kept in memory alone, so that nothing on the disk opens a forum; a restart makes a new one.
public final class ClaimForum: Sendable {
  private struct Offer {
    let token: [UInt8]
    let tenant: TenantID
    let endsAt: Timestamp
  }

  private let store: any AuthStore
  private let registerUser: RegisterUser
  private let clock: any WallClock
  private let offer = Mutex<Offer?>(nil)

  init(store: any AuthStore, registerUser: RegisterUser, clock: any WallClock) {
    self.store = store
    self.registerUser = registerUser
    self.clock = clock
  }

  /// A token for the tenant's first administrator, which voids the one before; nil when there is an administrator.
  public func makeOffer(for tenant: TenantID) async throws -> String? {
    guard try await store.write(tenant, actor: nil, { try $0.users(withRole: "admin").isEmpty }) else { return nil }
    let token = Self.randomToken()
    offer.withLock { $0 = Offer(token: Array(token.utf8), tenant: tenant, endsAt: clock.now.adding(seconds: AuthLimits.claimSeconds)) }
    return token
  }

  /// Makes the administrator. Throws `forbidden` (`claim_invalid`) for a token that is wrong, used or over, `conflict` (`claimed_already`) when somebody
  /// became administrator otherwise, and what a registration throws; then the token stays good.
  public func callAsFunction(token: String, _ registration: Registration, tenant: TenantID) async throws -> User {
    guard isGood(token, tenant) else {
      throw AppError(
        .forbidden, "claim_invalid",
        "This link is not good, or not any more. Start the server again for a new one, or use `forum-lite admin create` on its machine.")
    }
    let user = try await registerUser.firstAdministrator(registration, tenant: tenant)
    offer.withLock { $0 = nil }
    return user
  }

  private func isGood(_ token: String, _ tenant: TenantID) -> Bool {
    let given = Array(token.utf8)
    return offer.withLock { offer in
      guard let offer, offer.tenant == tenant, clock.now < offer.endsAt, offer.token.count == given.count else { return false }
      // All bytes, whichever differ: the time tells nothing.
      return zip(offer.token, given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
  }

  /// 256 random bits in hexadecimal digits.
  private static func randomToken() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
