import ForumKernel
import Foundation

/// What the nodes of a deployment know of its sessions, in the cache that they share: a look-up by one serves the others, and a session that has ended
/// costs the store none. Sealed with the forum's key, so that who can write to the cache gives nobody a right. What is lost, or can't be read, is looked up.
struct SessionCopies: Sendable {
  enum Copy: Sendable {
    case open(Principal, lookedUpAt: Timestamp)
    /// For good: no session is opened again.
    case ended
  }

  private struct Record: Codable {
    /// nil: the session has ended.
    let principal: Principal?
    let lookedUpAt: Timestamp
  }

  let cache: any Cache
  let secrets: any SecretKeeper

  /// nil when there is none, or none to be had: a cache that fails makes nobody wait for more than its deadline.
  func copy(of session: SessionID, _ tenant: TenantID) async -> Copy? {
    guard let bytes = try? await cache.get(Self.key(session, tenant)),
      let opened = try? secrets.open(String(decoding: bytes, as: UTF8.self), for: session.raw),
      let record = try? JSONDecoder().decode(Record.self, from: Data(opened))
    else { return nil }
    guard let principal = record.principal else { return .ended }
    return principal.tenant == tenant ? .open(principal, lookedUpAt: record.lookedUpAt) : nil
  }

  func keep(_ principal: Principal, of session: SessionID, lookedUpAt: Timestamp, for time: Duration) async {
    await write(Record(principal: principal, lookedUpAt: lookedUpAt), session, principal.tenant, ttl: time)
  }

  /// `time`: for as long as somebody may come with a token of this session.
  func end(_ session: SessionID, _ tenant: TenantID, now: Timestamp, for time: Duration) async {
    await write(Record(principal: nil, lookedUpAt: now), session, tenant, ttl: time)
  }

  private func write(_ record: Record, _ session: SessionID, _ tenant: TenantID, ttl: Duration) async {
    guard let text = try? secrets.seal(Array(JSONEncoder().encode(record)), for: session.raw) else { return }
    try? await cache.set(Self.key(session, tenant), Array(text.utf8), ttl: ttl)
  }

  private static func key(_ session: SessionID, _ tenant: TenantID) -> CacheKey { CacheKey("session", tenant, "\(session)") }
}
