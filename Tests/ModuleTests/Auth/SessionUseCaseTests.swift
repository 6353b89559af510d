import Auth
import ForumKernel
import Testing

@Suite("Signing in, refreshing and signing out")
struct SessionUseCaseTests {
  private let bench = AuthBench()

  private func slug(_ action: () async throws -> Void) async -> String? {
    do {
      try await action()
      return nil
    } catch {
      return (error as? AppError)?.slug ?? "\(error)"
    }
  }

  @Test("registration tells every fault at once")
  func registrationFaults() async throws {
    let error = try await #require(throws: AppError.self) {
      try await bench.module.registerUser(Registration(handle: "a b", email: "x", password: "short", displayName: nil), tenant: bench.tenant)
    }
    #expect(error.faults.map(\.pointer) == ["/handle", "/email", "/password"])
    #expect(bench.store.events.isEmpty)
  }

  @Test("a handle or mail address that differs in case only is taken")
  func taken() async throws {
    _ = try await bench.register("ada")
    let sameHandle = Registration(handle: "ADA", email: "x@example.org", password: "a good pass phrase", displayName: nil)
    #expect(await slug { _ = try await bench.module.registerUser(sameHandle, tenant: bench.tenant) } == "handle_taken")
    let sameAddress = Registration(handle: "eve", email: "Ada@Example.org", password: "a good pass phrase", displayName: nil)
    #expect(await slug { _ = try await bench.module.registerUser(sameAddress, tenant: bench.tenant) } == "email_taken")
  }

  @Test(
    "each failed sign-in costs one hash and gets one answer, whoever is named",
    arguments: [
      ("ada", "wrong password"), ("nobody", "wrong password"), ("nobody@example.org", "wrong password"), ("ada", ""),
      ("ada", String(repeating: "x", count: 100_000)), ("", ""),
      ("ada\u{0}", "a good pass phrase"),
    ])
  func failedSignIn(_ login: String, _ password: String) async throws {
    _ = try await bench.register("ada")
    #expect(await slug { _ = try await bench.logIn(login, password) } == "wrong_credentials")
    #expect(bench.hasher.count == 1)
    #expect(bench.store.events == [UserRegistered.type])
  }

  @Test("handle and mail address sign in, in any case")
  func signIn() async throws {
    let user = try await bench.register("ada")
    for login in ["ada", "ADA", "ada@example.org", "Ada@Example.Org"] { #expect(try await bench.logIn(login).user == user) }
  }

  @Test("fifty refreshes with one token give one successor and end nothing")
  func parallelRefreshes() async throws {
    _ = try await bench.register("ada")
    let token = try await bench.logIn("ada").refreshToken
    let successors = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 { group.addTask { try await bench.module.refreshSession(token, tenant: bench.tenant).refreshToken } }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(successors.count == 1)
    let next = try #require(successors.first)
    #expect(await slug { _ = try await bench.module.refreshSession(next, tenant: bench.tenant) } == nil)
  }

  @Test("a token used again after the grace ends the session, and its access tokens with it")
  func reuse() async throws {
    _ = try await bench.register("ada")
    let first = try await bench.logIn("ada")
    let second = try await bench.module.refreshSession(first.refreshToken, tenant: bench.tenant)
    _ = try await bench.module.authenticator.principal(for: second.accessToken, tenant: bench.tenant)
    bench.clock.advance(seconds: 21)
    #expect(await slug { _ = try await bench.module.refreshSession(first.refreshToken, tenant: bench.tenant) } == "refresh_reused")
    #expect(await slug { _ = try await bench.module.authenticator.principal(for: second.accessToken, tenant: bench.tenant) } == "session_revoked")
    #expect(await slug { _ = try await bench.module.refreshSession(second.refreshToken, tenant: bench.tenant) } == "session_over")
    #expect(bench.store.events.last == SessionEnded.type)
  }

  @Test("signing out voids a remembered access token at once, on this session alone")
  func signOut() async throws {
    _ = try await bench.register("ada")
    let (phone, laptop) = (try await bench.logIn("ada"), try await bench.logIn("ada"))
    let principal = try await bench.module.authenticator.principal(for: phone.accessToken, tenant: bench.tenant)
    let other = try await bench.module.authenticator.principal(for: laptop.accessToken, tenant: bench.tenant)
    #expect(principal.permissions == [.accountUse, .forumRead])
    try await bench.module.endSession.current(by: principal)
    #expect(await slug { _ = try await bench.module.authenticator.principal(for: phone.accessToken, tenant: bench.tenant) } == "session_revoked")
    #expect(await slug { _ = try await bench.module.authenticator.principal(for: laptop.accessToken, tenant: bench.tenant) } == nil)
    #expect(try await bench.module.endSession.list(by: other).map(\.id) == [laptop.sessionID])
  }

  @Test("nobody ends or sees another person's session")
  func otherPeople() async throws {
    _ = try await bench.register("ada")
    _ = try await bench.register("eve")
    let ada = try await bench.logIn("ada")
    let eve = try await bench.module.authenticator.principal(for: try await bench.logIn("eve").accessToken, tenant: bench.tenant)
    #expect(await slug { try await bench.module.endSession(ada.sessionID, by: eve) } == "session_not_found")
    #expect(await slug { _ = try await bench.module.authenticator.principal(for: ada.accessToken, tenant: bench.tenant) } == nil)
  }

  @Test("tokens of one tenant are worth nothing in another, remembered or not")
  func tenants() async throws {
    _ = try await bench.register("ada")
    let ada = try await bench.logIn("ada")
    let other: TenantID = IDGenerator(clock: bench.clock).next()
    for _ in 0..<2 {
      #expect(await slug { _ = try await bench.module.authenticator.principal(for: ada.accessToken, tenant: other) } == "token_invalid")
      #expect(await slug { _ = try await bench.module.authenticator.principal(for: ada.accessToken, tenant: bench.tenant) } == nil)
    }
    #expect(await slug { _ = try await bench.module.refreshSession(ada.refreshToken, tenant: other) } == "refresh_invalid")
    #expect(await slug { _ = try await bench.logIn("ada", "wrong") } == "wrong_credentials")
  }

  @Test("a remembered token still expires")
  func expiry() async throws {
    _ = try await bench.register("ada")
    let token = try await bench.logIn("ada").accessToken
    _ = try await bench.module.authenticator.principal(for: token, tenant: bench.tenant)
    bench.clock.advance(seconds: 900)
    #expect(await slug { _ = try await bench.module.authenticator.principal(for: token, tenant: bench.tenant) } == "token_expired")
  }

  @Test("where other nodes end sessions, and can't tell, a token is looked up again after a second")
  func untoldRevocation() async throws {
    let bench = AuthBench(isShared: true)
    _ = try await bench.register("ada")
    let token = try await bench.logIn("ada").accessToken
    func isAccepted() async -> Bool { await slug { _ = try await bench.module.authenticator.principal(for: token, tenant: bench.tenant) } == nil }
    #expect(await isAccepted())
    let principal = try await bench.module.authenticator.principal(for: token, tenant: bench.tenant)
    // Another node: it has the same store, and a memory of its own.
    try await bench.otherNode().endSession.current(by: principal)
    #expect(await isAccepted())
    bench.clock.advance(seconds: 1)
    bench.store.isAway = true
    #expect(await isAccepted())
    bench.store.isAway = false
    #expect(await !isAccepted())
  }

  @Test("who signs in very often loses the oldest session, not the newest")
  func manySessions() async throws {
    _ = try await bench.register("ada")
    let first = try await bench.logIn("ada")
    for _ in 0..<AuthLimits.sessionsMax { _ = try await bench.logIn("ada") }
    #expect(await slug { _ = try await bench.module.refreshSession(first.refreshToken, tenant: bench.tenant) } == "session_over")
    let newest = try await bench.module.authenticator.principal(for: try await bench.logIn("ada").accessToken, tenant: bench.tenant)
    #expect(try await bench.module.endSession.list(by: newest).count == AuthLimits.sessionsMax)
  }
}
