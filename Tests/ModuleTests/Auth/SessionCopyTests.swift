import Auth
import ForumKernel
import Support
import Testing

@Suite("What nodes tell each other of sessions through their cache")
struct SessionCopyTests {
  private let bench: AuthBench
  /// A second node, which has run for long enough to have heard of all that happens.
  private let other: AuthModule

  init() {
    bench = AuthBench(isShared: true)
    other = bench.otherNode()
    bench.clock.advance(seconds: 120)
  }

  /// nil when the token is accepted, else the slug of the refusal.
  private func refusal(by node: AuthModule, _ token: String) async -> String? {
    do {
      _ = try await node.authenticator.principal(for: token, tenant: bench.tenant)
      return nil
    } catch {
      return (error as? AppError)?.slug ?? "\(error)"
    }
  }

  private func signIn() async throws -> SignedIn {
    _ = try await bench.register("ada")
    return try await bench.logIn("ada")
  }

  @Test("what one node looked up serves another for as long as it serves the first")
  func shared() async throws {
    let token = try await signIn().accessToken
    let principal = try await bench.module.authenticator.principal(for: token, tenant: bench.tenant)
    bench.store.refusesReads = true
    #expect(try await other.authenticator.principal(for: token, tenant: bench.tenant) == principal)
    bench.clock.advance(seconds: 1)
    #expect(await refusal(by: other, token) == "asked")
  }

  @Test("a node that has just started takes no copies, and makes them")
  func started() async throws {
    let token = try await signIn().accessToken
    let fresh = bench.otherNode()
    bench.clock.advance(seconds: 1)
    #expect(await refusal(by: fresh, token) == nil)
    bench.store.refusesReads = true
    #expect(await refusal(by: other, token) == nil)
    #expect(await refusal(by: bench.otherNode(), token) == "asked")
  }

  @Test("while the store is away, a node answers what another knew a minute ago at most")
  func away() async throws {
    let token = try await signIn().accessToken
    #expect(await refusal(by: bench.module, token) == nil)
    bench.store.isAway = true
    bench.clock.advance(seconds: 59)
    #expect(await refusal(by: other, token) == nil)
    // One that has just started may have missed something.
    #expect(await refusal(by: bench.otherNode(), token) == "store_unreachable")
    bench.clock.advance(seconds: 1)
    #expect(await refusal(by: other, token) == "store_unreachable")
  }

  @Test("a node that heard of a change takes no copy from before it, whoever changed", arguments: ["session", "user", "tenant", "all"])
  func changed(_ what: String) async throws {
    let signedIn = try await signIn()
    #expect(await refusal(by: bench.module, signedIn.accessToken) == nil)
    switch what {
    case "session": other.authenticator.forget(session: signedIn.sessionID)
    case "user": other.authenticator.forget(user: signedIn.user.id)
    case "tenant": other.authenticator.forget(tenant: bench.tenant)
    default: other.authenticator.forgetAll()
    }
    bench.store.isAway = true
    #expect(await refusal(by: other, signedIn.accessToken) == "store_unreachable")
  }

  @Test("signing out on one node is seen by the same node at once, although the other's copy is still there")
  func signOut() async throws {
    let token = try await signIn().accessToken
    #expect(await refusal(by: other, token) == nil)
    let principal = try await bench.module.authenticator.principal(for: token, tenant: bench.tenant)
    try await bench.module.endSession.current(by: principal)
    #expect(await refusal(by: bench.module, token) == "session_revoked")
  }

  @Test("a session that has ended costs the store one look-up, not one for each request")
  func ended() async throws {
    let token = try await signIn().accessToken
    let principal = try await bench.module.authenticator.principal(for: token, tenant: bench.tenant)
    try await bench.module.endSession.current(by: principal)
    #expect(await refusal(by: bench.module, token) == "session_revoked")
    bench.store.refusesReads = true
    for node in [bench.module, other, bench.otherNode()] { #expect(await refusal(by: node, token) == "session_revoked") }
  }

  @Test("emptying the cache signs nobody out and revives no session")
  func emptied() async throws {
    let (open, over) = (try await signIn().accessToken, try await bench.logIn("ada").accessToken)
    let principal = try await bench.module.authenticator.principal(for: over, tenant: bench.tenant)
    try await bench.module.endSession.current(by: principal)
    for _ in 0..<2 {
      #expect(await refusal(by: bench.module, over) == "session_revoked")
      #expect(await refusal(by: bench.otherNode(), open) == nil)
      try #require(bench.cache).removeAll()
    }
  }

  @Test("a copy of another session, a broken one and one from the future are looked up again")
  func forged() async throws {
    let (ada, cache) = (try await signIn(), try #require(bench.cache))
    _ = try await bench.register("eve")
    let eve = try await bench.logIn("eve")
    for token in [ada.accessToken, eve.accessToken] { #expect(await refusal(by: bench.module, token) == nil) }
    func key(_ session: SessionID) -> CacheKey { CacheKey("session", bench.tenant, "\(session)") }
    let adas = try #require(cache.get(key(ada.sessionID)))
    for bytes in [adas, Array("{}".utf8), []] {
      try cache.set(key(eve.sessionID), bytes, ttl: nil)
      #expect(try await other.authenticator.principal(for: eve.accessToken, tenant: bench.tenant).userID == eve.user.id)
      bench.clock.advance(seconds: 1)
    }
    let third = bench.otherNode()
    bench.clock.advance(seconds: 130)
    #expect(await refusal(by: other, eve.accessToken) == nil)
    bench.clock.advance(seconds: -5)
    bench.store.isAway = true
    #expect(await refusal(by: third, eve.accessToken) == "store_unreachable")
  }

  @Test("a token that a node has refused stays refused there when the cache is emptied and the store goes away, whatever was known of it")
  func refused() async throws {
    let token = try await signIn().accessToken
    for node in [bench.module, other] { #expect(await refusal(by: node, token) == nil) }
    let principal = try await bench.module.authenticator.principal(for: token, tenant: bench.tenant)
    // The stream tells the other node nothing.
    try await bench.module.endSession.current(by: principal)
    bench.clock.advance(seconds: 2)
    #expect(await refusal(by: other, token) == "session_revoked")
    try #require(bench.cache).removeAll()
    bench.store.isAway = true
    #expect(await refusal(by: other, token) == "store_unreachable")
  }
}
