import ForumKernel
import HTTPTypes
import Logging
import Synchronization

/// Counts requests in token buckets of the cache. Tokens are taken in small leases that are spent here, since a call to the cache costs more than
/// a cached answer. A lease is kept until the bucket would be full without it, so that it is lost to nobody who comes slowly, and never given twice.
/// A refusal is remembered for a moment, so that who floods the server costs it little.
final class RateLimiter: Sendable {
  struct Decision: Sendable {
    let isAllowed: Bool
    let name: String
    let policy: BucketPolicy
    let remaining: Int
    let resetSeconds: Int64
    let retryAfterSeconds: Int
  }

  private struct Lease {
    var tokens: Int
    let decision: BucketDecision
    let takenAt: Timestamp
    let until: Timestamp

    /// What was left when the lease was taken, what has come since, and what is left of the lease.
    func remaining(_ policy: BucketPolicy, _ now: Timestamp) -> Int {
      let passed = Int(clamping: max(0, now.milliseconds - takenAt.milliseconds))
      return min(policy.capacity, decision.remaining + passed * policy.capacity / (policy.windowSeconds * 1000) + tokens)
    }
  }

  /// A lease of a twentieth keeps `remaining` honest within 5 %.
  private static let leasesPerBucket = 20
  private static let refusalMilliseconds: Int64 = 1000
  /// Bounds the memory that many different addresses can take; when it is full all leases are dropped.
  private static let leasesMax = 10_000
  private static let tellSeconds: Int64 = 60

  private let limits: RateLimits
  private let cache: any Cache
  private let clock: any WallClock
  private let logger: Logger
  private let leases = Mutex<[String: Lease]>([:])
  /// When it was last told that the cache fails: not with each request.
  private let toldAt = Mutex<Timestamp?>(nil)

  init(_ limits: RateLimits, cache: any Cache, clock: any WallClock, logger: Logger) {
    self.limits = limits
    self.cache = cache
    self.clock = clock
    self.logger = logger
  }

  /// Takes one token for `client` (`user:<id>`, `address:<address>`). A cache that fails limits nobody: being down must not lock people out.
  func take(_ rate: RateClass, tenant: TenantID, client: String) async -> Decision? {
    let policy = limits.policy(rate)
    let now = clock.now
    let name = "\(rate.rawValue):\(client)"
    let place = "\(tenant):\(name)"
    if let (remaining, decision) = spend(place, policy, now) { return Self.decision(rate, policy, decision, remaining: remaining) }
    do {
      let key = CacheKey("bucket", tenant, name)
      let size = max(1, policy.capacity / Self.leasesPerBucket)
      if size > 1 {
        let leased = try await cache.take(size, from: key, policy, now: now)
        if leased.isAllowed {
          keep(Lease(tokens: size - 1, decision: leased, takenAt: now, until: now.adding(seconds: Int64(policy.windowSeconds))), place, now)
          return Self.decision(rate, policy, leased, remaining: leased.remaining + size - 1)
        }
      }
      let decision = try await cache.take(1, from: key, policy, now: now)
      if !decision.isAllowed {
        let wait = min(decision.retryAfterMilliseconds, Self.refusalMilliseconds)
        keep(Lease(tokens: 0, decision: decision, takenAt: now, until: Timestamp(milliseconds: now.milliseconds + wait)), place, now)
      }
      return Self.decision(rate, policy, decision, remaining: decision.remaining)
    } catch {
      tell(error, now)
      return nil
    }
  }

  private func tell(_ error: any Error, _ now: Timestamp) {
    let isDue = toldAt.withLock { toldAt in
      if let toldAt, now < toldAt.adding(seconds: Self.tellSeconds) { return false }
      toldAt = now
      return true
    }
    if isDue { logger.warning("rate limits are off: the cache failed", metadata: ["error": "\(error)"]) }
  }

  private func spend(_ place: String, _ policy: BucketPolicy, _ now: Timestamp) -> (remaining: Int, BucketDecision)? {
    leases.withLock { leases in
      guard var lease = leases[place] else { return nil }
      guard lease.until > now, lease.tokens > 0 || !lease.decision.isAllowed else {
        leases[place] = nil
        return nil
      }
      guard lease.decision.isAllowed else { return (0, lease.decision) }
      lease.tokens -= 1
      leases[place] = lease
      return (lease.remaining(policy, now), lease.decision)
    }
  }

  /// Requests of one client that came at the same moment each took a lease: what they hold together is spent.
  private func keep(_ lease: Lease, _ place: String, _ now: Timestamp) {
    leases.withLock { leases in
      if let held = leases[place], held.until > now, held.tokens > 0 {
        if lease.decision.isAllowed {
          leases[place] = Lease(tokens: held.tokens + lease.tokens, decision: lease.decision, takenAt: now, until: lease.until)
        }
        return
      }
      if leases.count >= Self.leasesMax { leases = leases.filter { $0.value.until > now } }
      if leases.count >= Self.leasesMax { leases.removeAll() }
      leases[place] = lease
    }
  }

  private static func decision(_ rate: RateClass, _ policy: BucketPolicy, _ decision: BucketDecision, remaining: Int) -> Decision {
    Decision(
      isAllowed: decision.isAllowed, name: rate.rawValue, policy: policy, remaining: remaining,
      resetSeconds: (decision.resetMilliseconds + 999) / 1000,
      retryAfterSeconds: max(1, Int((decision.retryAfterMilliseconds + 999) / 1000)))
  }
}

extension RateLimiter.Decision {
  /// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10). `t` agrees with `Retry-After` when there is one.
  func append(to fields: inout HTTPFields) {
    let seconds = isAllowed ? resetSeconds : Int64(retryAfterSeconds)
    fields.append(HTTPField(name: .rateLimitPolicy, value: "\"\(name)\";q=\(policy.capacity);w=\(policy.windowSeconds)"))
    fields.append(HTTPField(name: .rateLimit, value: "\"\(name)\";r=\(remaining);t=\(seconds)"))
  }
}

extension HTTPField.Name {
  static let rateLimit = HTTPField.Name("RateLimit")!
  static let rateLimitPolicy = HTTPField.Name("RateLimit-Policy")!
}
