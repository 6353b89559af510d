import ForumKernel

/// What one node knows of access tokens, and of what changed lately.
struct TokenMemory {
  struct Known: Sendable {
    /// Without the tenant's policies, which may change with every request.
    let principal: Principal
    let account: AccountFacts
    /// The most that the token may do; nil for all that its roles allow.
    let scopes: Set<Permission>?
    /// nil for a token for programs.
    let claims: AccessClaims?
    let expiresAt: Timestamp
    let lookedUpAt: Timestamp
  }

  /// More people than are active at once on one server; a full memory forgets all and verifies anew.
  private static let tokensMax = 50_000
  /// Bounds what is kept of changes heard of; when it is full everything counts as changed.
  private static let changedMax = 10_000

  /// How long a change is kept: longer than any copy is of use, by what the clocks of two nodes may differ.
  let changedSeconds: Int64
  private var tokens: [RawID: Known] = [:]
  /// Raised by every `forget`: what was read before must not be remembered after.
  private(set) var generation = 0
  /// When a session, user or tenant last changed, as far as this node heard: a copy may be from before.
  private var changed: [RawID: Timestamp] = [:]
  private var allChangedAt: Timestamp?

  /// `beganAt`: of what changed before, nobody told.
  init(changedSeconds: Int64, beganAt: Timestamp) {
    self.changedSeconds = changedSeconds
    allChangedAt = beganAt
  }

  subscript(_ fingerprint: RawID) -> Known? { tokens[fingerprint] }

  /// Unless something changed since `generation` was read.
  mutating func remember(_ known: Known, _ fingerprint: RawID, since generation: Int) {
    guard self.generation == generation else { return }
    if tokens.count >= Self.tokensMax { tokens.removeAll() }
    tokens[fingerprint] = known
  }

  /// `id`: the session, user or tenant that changed; nil for all.
  mutating func forget(_ id: RawID?, now: Timestamp, where isGone: (Known) -> Bool) {
    generation += 1
    tokens = tokens.filter { !isGone($0.value) }
    note(id, now)
  }

  /// The token was refused: what was known of it holds no more.
  mutating func drop(_ fingerprint: RawID) {
    generation += 1
    tokens[fingerprint] = nil
  }

  /// Whether this node heard of a change that a copy of this may be from before.
  func mayBeOld(_ principal: Principal, now: Timestamp) -> Bool {
    changes(of: principal).contains { now < $0.adding(seconds: changedSeconds) }
  }

  /// Whether this node heard of a change while this was looked up, which began at `moment`.
  func hasChanged(_ principal: Principal, since moment: Timestamp) -> Bool { changes(of: principal).contains { $0 >= moment } }

  private func changes(of principal: Principal) -> [Timestamp] {
    let ids = [principal.sessionID, principal.userID?.raw, principal.tenant.raw].compactMap(\.self)
    return ids.compactMap { changed[$0] } + [allChangedAt].compactMap(\.self)
  }

  /// `id` changed; nil for all.
  mutating func note(_ id: RawID?, _ now: Timestamp) {
    if changed.count >= Self.changedMax { changed = changed.filter { now < $0.value.adding(seconds: changedSeconds) } }
    if let id, changed.count < Self.changedMax { changed[id] = now } else { allChangedAt = now }
  }
}
