import ForumKernel
import Foundation
import Testing

@testable import Auth

@Suite("Second factors")
struct SecondFactorTests {
  private let bench = AuthBench()

  /// Somebody with a confirmed app: who they are, the app, and the recovery codes.
  private func enrolled(_ handle: String = "ada") async throws -> (principal: Principal, app: ManualApp, codes: [String]) {
    _ = try await bench.register(handle)
    let principal = try await principal(handle)
    let app = try ManualApp(try await bench.module.enrolTOTP.begin(password: nil, by: principal))
    let codes = try await bench.module.enrolTOTP.confirm(code: app.code(at: bench.clock.now), by: principal)
    bench.clock.advance(seconds: 30)
    return (principal, app, codes)
  }

  private func principal(_ handle: String, otp: String? = nil) async throws -> Principal {
    try await bench.module.authenticator.principal(for: try await logIn(handle, otp).accessToken, tenant: bench.tenant)
  }

  private func logIn(_ handle: String, _ otp: String? = nil) async throws -> SignedIn {
    try await bench.module.logIn(login: handle, password: "a good pass phrase", otp: otp, from: bench.device, tenant: bench.tenant)
  }

  private func slug(_ otp: String?) async -> String? { await caught { _ = try await logIn("ada", otp) }?.slug }

  private func caught(_ action: () async throws -> Void) async -> AppError? {
    do {
      try await action()
      return nil
    } catch {
      return error as? AppError
    }
  }

  @Test("a password alone no longer signs in, and only who has it learns that there is more")
  func required() async throws {
    let (_, app, _) = try await enrolled()
    #expect(await slug(nil) == "otp_required")
    #expect(await slug("") == "otp_required")
    let wrongPassword = await caught { _ = try await bench.logIn("ada", "wrong") }
    #expect(wrongPassword?.slug == "wrong_credentials")
    #expect(await slug(app.code(at: bench.clock.now)) == nil)
  }

  @Test("a code is good once: not twice, not when ten come at once, and neither is the one that confirmed the app")
  func once() async throws {
    _ = try await bench.register("ada")
    let principal = try await principal("ada")
    let app = try ManualApp(try await bench.module.enrolTOTP.begin(password: nil, by: principal))
    let first = app.code(at: bench.clock.now)
    _ = try await bench.module.enrolTOTP.confirm(code: first, by: principal)
    #expect(await slug(first) == "otp_wrong")
    bench.clock.advance(seconds: 30)
    let code = app.code(at: bench.clock.now)
    let outcomes = await withTaskGroup(of: String?.self) { group in
      for _ in 0..<10 { group.addTask { await self.slug(code) } }
      return await group.reduce(into: [String?]()) { $0.append($1) }
    }
    #expect(outcomes.count { $0 == nil } == 1)
    #expect(outcomes.compactMap(\.self).allSatisfy { $0 == "otp_wrong" })
    #expect(await slug(code) == "otp_wrong")
  }

  @Test("codes one step off are right, those two steps off are not, and none before a used one")
  func window() async throws {
    let (_, app, _) = try await enrolled()
    let now = bench.clock.now
    #expect(await slug(app.code(at: now.adding(seconds: 60))) == "otp_wrong")
    #expect(await slug(app.code(at: now.adding(seconds: 30))) == nil)
    #expect(await slug(app.code(at: now)) == "otp_wrong")
    bench.clock.advance(seconds: 90)
    #expect(await slug(app.code(at: bench.clock.now.adding(seconds: -60))) == "otp_wrong")
    #expect(await slug(app.code(at: bench.clock.now.adding(seconds: -30))) == nil)
  }

  @Test("wrong codes have a counter of their own, which slows down and opens again")
  func delay() async throws {
    let (_, app, _) = try await enrolled()
    for _ in 0...AuthLimits.failuresFree { #expect(await slug("abcdef") == "otp_wrong") }
    let right = app.code(at: bench.clock.now)
    let delayed = await caught { _ = try await logIn("ada", right) }
    #expect(delayed?.slug == "otp_delayed" && delayed?.retryAfterSeconds == 1)
    #expect(try await bench.store.failures(account: "\(bench.tenant) login:ada", bench.tenant).isEmpty)
    bench.clock.advance(seconds: 1)
    #expect(await slug(right) == nil)
    #expect(
      try await bench.store.totpFactor(of: try #require(try await bench.store.user(handleKey: "ada", bench.tenant)).id, bench.tenant)?.failures.count
        == 0)
  }

  @Test("a recovery code stands in for the app, once, however it is typed; new ones void the old")
  func recovery() async throws {
    let (principal, _, codes) = try await enrolled()
    #expect(Set(codes).count == AuthLimits.recoveryCodes)
    #expect(await slug(codes[0].lowercased().replacingOccurrences(of: "-", with: " ")) == nil)
    #expect(await slug(codes[0]) == "otp_wrong")
    #expect(try await bench.module.enrolTOTP.state(by: principal).recoveryCodesLeft == Int64(codes.count - 1))
    let fresh = try await bench.module.recoveryCodes.replace(password: nil, by: principal)
    #expect(await slug(codes[1]) == "otp_wrong")
    #expect(await slug(fresh[1]) == nil)
    #expect(bench.store.events.count { $0 == UserSecurityChanged.type } == 4)
  }

  @Test("an old session enrols and makes recovery codes only with the password")
  func stepUp() async throws {
    _ = try await bench.register("ada")
    let principal = try await principal("ada")
    bench.clock.advance(seconds: AuthLimits.freshSeconds)
    let enrol = bench.module.enrolTOTP
    #expect(await caught { _ = try await enrol.begin(password: nil, by: principal) }?.slug == "password_required")
    #expect(await caught { _ = try await enrol.begin(password: "wrong", by: principal) }?.slug == "wrong_credentials")
    #expect(await caught { _ = try await enrol.begin(password: "a good pass phrase", by: principal) } == nil)
  }

  @Test("the second factor goes only with the password and a code of it, and a stolen session cannot replace it")
  func removal() async throws {
    let (principal, app, codes) = try await enrolled()
    let enrol = bench.module.enrolTOTP
    #expect(await caught { _ = try await enrol.begin(password: nil, by: principal) }?.slug == "totp_enrolled")
    #expect(await caught { try await enrol.remove(password: "wrong", code: codes[0], by: principal) }?.slug == "wrong_credentials")
    #expect(await caught { try await enrol.remove(password: "a good pass phrase", code: "000000", by: principal) }?.slug == "otp_wrong")
    #expect(await slug(nil) == "otp_required")
    #expect(await caught { try await enrol.remove(password: "a good pass phrase", code: app.code(at: bench.clock.now), by: principal) } == nil)
    #expect(await slug(nil) == nil)
    let state = try await enrol.state(by: principal)
    #expect(!state.hasTOTP && state.recoveryCodesLeft == 0)
  }

  @Test("an app that was never confirmed asks nobody for codes")
  func unconfirmed() async throws {
    _ = try await bench.register("ada")
    let principal = try await principal("ada")
    _ = try await bench.module.enrolTOTP.begin(password: nil, by: principal)
    #expect(await caught { _ = try await bench.module.enrolTOTP.confirm(code: "abcdef", by: principal) }?.code == .invalid)
    #expect(await slug(nil) == nil)
    #expect(await caught { _ = try await bench.module.recoveryCodes.replace(password: nil, by: principal) }?.slug == "factor_not_found")
  }
}

/// An authenticator app that has the secret.
struct ManualApp {
  private let secret: [UInt8]

  init(_ enrolment: TOTPEnrolment) throws {
    var (bits, count, bytes) = (UInt32(0), 0, [UInt8]())
    for character in enrolment.secret.utf8 {
      bits = bits << 5 | UInt32(character >= 65 ? character - 65 : character - 24)
      count += 5
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    secret = bytes
    try #require(enrolment.url.contains("secret=\(enrolment.secret)") && bytes.count == AuthLimits.totpSecretBytes)
  }

  func code(at time: Timestamp) -> String { ReadableSecrets().timeCode(secret, step: time.milliseconds / 30_000) }
}
