import ForumKernel
import Testing

@testable import Auth

@Suite("Guessing passwords")
struct AttemptTests {
  private let bench = AuthBench()
  private let home = Device(name: "laptop", network: "192.0.2.0/24")
  private let stranger = Device(name: "bot", network: "198.51.100.0/24")

  private func logIn(_ login: String, _ password: String = "a good pass phrase", from device: Device) async -> (SignedIn?, AppError?) {
    do {
      return (try await bench.module.logIn(login: login, password: password, from: device, tenant: bench.tenant), nil)
    } catch {
      return (nil, error as? AppError)
    }
  }

  private func guess(_ times: Int64, at login: String, from device: Device) async -> [AppError?] {
    var errors: [AppError?] = []
    for _ in 0..<times { errors.append(await logIn(login, "wrong", from: device).1) }
    return errors
  }

  @Test("after some wrong passwords each further one doubles the wait, and the right one has to wait, too")
  func doubling() async throws {
    _ = try await bench.register("ada")
    _ = await guess(AuthLimits.failuresFree + 1, at: "ada", from: stranger)
    for wait in [1, 2, 4, 8] as [Int64] {
      let refused = await logIn("ada", from: stranger).1
      #expect(refused?.slug == "login_delayed" && refused?.retryAfterSeconds == Int(wait))
      bench.clock.advance(seconds: wait)
      #expect(await guess(1, at: "ada", from: stranger).first??.slug == "wrong_credentials")
    }
    bench.clock.advance(seconds: 16)
    #expect(await logIn("ada", from: stranger).0 != nil)
    #expect(await guess(AuthLimits.failuresFree, at: "ada", from: stranger).allSatisfy { $0?.slug == "wrong_credentials" })
  }

  @Test("of many tries at once no more are told whether they were right than one after the other would be")
  func atOnce() async throws {
    _ = try await bench.register("ada")
    let answers = await withTaskGroup(of: AppError?.self) { group in
      for _ in 0..<60 { group.addTask { await logIn("ada", "wrong", from: stranger).1 } }
      return await group.reduce(into: []) { $0.append($1?.slug) }
    }
    #expect(answers.count { $0 == "wrong_credentials" } == Int(AuthLimits.failuresFree) + 1)
    #expect(answers.count { $0 == "login_delayed" } == 60 - Int(AuthLimits.failuresFree) - 1)
  }

  @Test("the wait never grows beyond its limit")
  func longestWait() {
    let now = bench.clock.now
    #expect(Failures(count: 5, lastAt: now).wait(now: now) == nil)
    #expect(Failures(count: 1_000_000, lastAt: now).wait(now: now) == AuthLimits.failureWaitSecondsMax)
    #expect(Failures(count: .max, lastAt: now).wait(now: now.adding(seconds: AuthLimits.failureWaitSecondsMax)) == nil)
  }

  @Test("a name without an account is slowed down just as one with an account")
  func unknownNames() async throws {
    _ = try await bench.register("ada")
    let real = await guess(AuthLimits.failuresFree + 3, at: "ada", from: stranger)
    let unreal = await guess(AuthLimits.failuresFree + 3, at: "nobody", from: stranger)
    #expect(real.map { $0?.slug } == unreal.map { $0?.slug })
    #expect(real.map { $0?.retryAfterSeconds } == unreal.map { $0?.retryAfterSeconds })
    #expect(real.last??.slug == "login_delayed")
  }

  @Test("a flood of wrong passwords from elsewhere delays nobody at home, and no known device anywhere")
  func floodFromElsewhere() async throws {
    _ = try await bench.register("ada")
    let token = try #require(await logIn("ada", from: home).0?.deviceToken)
    for network in 0..<40 {
      _ = await guess(AuthLimits.failuresFree, at: "ada", from: Device(name: "bot", network: "203.0.\(network).0/24"))
    }
    #expect(await logIn("ada", from: home).0 != nil)
    _ = await guess(AuthLimits.failuresFree + 1, at: "ada", from: stranger)
    #expect(await logIn("ada", from: stranger).1?.slug == "login_delayed")
    #expect(await logIn("ada", from: Device(name: "laptop", network: stranger.network, token: token)).0 != nil)
  }

  @Test("a hundred wrong passwords in a row, from wherever, are the most that strangers have; then only known devices and networks get in")
  func cap() async throws {
    _ = try await bench.register("ada")
    let token = try #require(await logIn("ada", from: home).0?.deviceToken)
    for network in 0..<20 {
      _ = await guess(AuthLimits.failuresFree, at: "ada", from: Device(name: "bot", network: "203.0.\(network).0/24"))
    }
    let fresh = Device(name: "bot", network: "203.0.200.0/24")
    let refused = await logIn("ada", from: fresh).1
    #expect(refused?.slug == "login_delayed" && refused?.cause == "account_capped")
    #expect(await logIn("ada", from: Device(name: "phone", network: fresh.network, token: token)).0 != nil)
    // Its owner got in, so the row is broken.
    #expect(await guess(1, at: "ada", from: fresh).first??.slug == "wrong_credentials")
  }

  @Test("a known device that guesses has to wait in its own lane, and another account's token makes none known")
  func ownLane() async throws {
    _ = try await bench.register("ada")
    _ = try await bench.register("eve")
    let ada = try #require(await logIn("ada", from: home).0?.deviceToken)
    let eve = try #require(await logIn("eve", from: stranger).0?.deviceToken)
    _ = await guess(AuthLimits.failuresFree + 1, at: "ada", from: Device(name: "x", network: stranger.network, token: ada))
    #expect(await logIn("ada", from: Device(name: "x", network: "233.252.0.0/24", token: ada)).1?.slug == "login_delayed")
    #expect(await logIn("ada", from: home).0 != nil)
    _ = await guess(AuthLimits.failuresFree + 1, at: "ada", from: Device(name: "x", network: stranger.network, token: eve))
    #expect(await logIn("ada", from: Device(name: "x", network: stranger.network)).1?.slug == "login_delayed")
  }
}
