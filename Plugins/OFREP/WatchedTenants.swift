import ForumKernel

/// The tenants whose flags are asked: what may be known of each, and where its changes are told. A value, driven by the given times.
struct WatchedTenants {
  typealias Instant = ContinuousClock.Instant

  /// A stream that tells of changes.
  struct Stream: Hashable, Sendable {
    let address: String
    let inactivity: Duration
  }

  struct Tenant {
    /// The question that shows whether something changed.
    let probe: RemoteQuestion?
    var askedAt: Instant
    /// What was asked for before is to be asked for again.
    var expiredAt: Instant?
    /// What differs from before this was told already.
    var changedAt: Instant?
    var streams: [Stream] = []
    /// When a stream last told of a change that counted, and whether it told of more since.
    var toldAt: Instant?
    var hasMore = false
  }

  /// A tenant that nobody asked for so long is no longer polled for.
  private static let idleMax = Duration.seconds(86_400)
  /// What one thing after another tells within so long is one change.
  private static let together = Duration.seconds(1)
  private static let streamsPerTenantMax = 4
  private static let streamsMax = 16

  private(set) var tenants: [TenantID: Tenant] = [:]

  /// Somebody asks.
  mutating func ask(_ tenant: TenantID, _ now: Instant, probe: () -> RemoteQuestion?) {
    if tenants[tenant] == nil { tenants[tenant] = Tenant(probe: probe(), askedAt: now) }
    tenants[tenant]?.askedAt = now
  }

  func isExpired(_ tenant: TenantID, askedAt: Instant) -> Bool { tenants[tenant]?.expiredAt.map { askedAt < $0 } ?? false }

  /// Whether a difference from what was asked for then was not told yet; it is from now on.
  mutating func isNews(_ tenant: TenantID, since askedAt: Instant, _ began: Instant) -> Bool {
    guard tenants[tenant]?.changedAt.map({ askedAt >= $0 }) ?? true else { return false }
    change(tenant, began)
    return true
  }

  mutating func change(_ tenant: TenantID, _ now: Instant) {
    tenants[tenant]?.changedAt = now
    expire(tenant, now)
  }

  mutating func expire(_ tenant: TenantID, _ now: Instant) { tenants[tenant]?.expiredAt = now }

  /// Another node, or this one, told that something changed.
  mutating func wasTold(_ tenant: TenantID, _ now: Instant) {
    guard tenants[tenant]?.expiredAt.map({ now > $0 + Self.together }) ?? true else { return }
    change(tenant, now)
  }

  /// Whether what a stream tells counts at once; what follows within the same while counts together, after it.
  mutating func hear(_ tenant: TenantID, _ now: Instant) -> Bool {
    if let toldAt = tenants[tenant]?.toldAt, now < toldAt + Self.together {
      tenants[tenant]?.hasMore = true
      return false
    }
    tenants[tenant]?.toldAt = now
    tenants[tenant]?.hasMore = false
    change(tenant, now)
    return true
  }

  /// Those of which streams told more, some time ago.
  func late(_ now: Instant) -> [TenantID] { tenants.filter { $0.value.hasMore && now >= ($0.value.toldAt ?? now) + Self.together }.map(\.key) }

  mutating func tells(_ streams: [Stream], of tenant: TenantID) { tenants[tenant]?.streams = Array(streams.prefix(Self.streamsPerTenantMax)) }

  mutating func dropIdle(_ now: Instant) { tenants = tenants.filter { $0.value.askedAt + Self.idleMax > now } }

  /// The streams to follow now, each with the tenants that it is for: those of tenants that were asked lately.
  func streams(_ now: Instant) -> [String: Set<TenantID>] {
    var found: [String: Set<TenantID>] = [:]
    // In order, so that beyond the bound the same ones are left out each time.
    for (id, tenant) in tenants.sorted(by: { $0.key.raw < $1.key.raw }) {
      for stream in tenant.streams where tenant.askedAt + stream.inactivity > now {
        if found.count < Self.streamsMax || found[stream.address] != nil { found[stream.address, default: []].insert(id) }
      }
    }
    return found
  }
}
