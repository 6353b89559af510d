import ForumKernel
import Testing

@testable import Auth

@Suite("Handles and passwords that are refused") struct AdmissionValueTests {
  private func slug(_ text: String) -> String? {
    do throws(AppError) {
      _ = try Handle(text)
      return nil
    } catch { return error.faults.first?.code }
  }

  @Test(
    "a handle that looks like one of authority is reserved",
    arguments: ["adm1n", "AdmIn", "m0derator", "r00t", "sys-tem", "Admin.", "suppor-t", "forum_lite", "0fficia1"]) func reserved(_ text: String)
  { #expect(slug(text) == "reserved") }

  @Test(
    "handles that look alike have one skeleton",
    arguments: [("marnie", "mamie"), ("paul_1", "paul-l"), ("b0b", "bob"), ("vvill", "will"), ("Ian", "lan"), ("a.b.c", "a_b-c")]) func alike(
      _ a: String, _ b: String
    )
  { #expect(Handle(stored: a).skeleton == Handle(stored: b).skeleton) }

  @Test(
    "handles that differ to the eye have skeletons of their own",
    arguments: [("ada", "ida"), ("bob", "rob"), ("ann", "anna"), ("user2", "user3"), ("ian", "lan")]) func different(_ a: String, _ b: String)
  { #expect(Handle(stored: a).skeleton != Handle(stored: b).skeleton) }

  @Test(
    "passwords that are made as everybody makes them are refused",
    arguments: [
      "password123", "Password2026!", "p4ssw0rd!!", "P@$$w0rd1234", "qwertyuiop", "poiuytrewq", "1234567890", "0987654321", "abcdefghij1234567890",
      "1q2w3e4r5t", "1qaz2wsx3edc", "abcabcabcabc", "aaaaaaaaaaaa", "ababababab", "Welcome2025", "!!!letmein!!!", "summer2026!", "iloveyou123",
      "administrator", "trustno1trustno1", "adminadmin", "qwerty123456", "michael1990", "testtesttest",
    ]) func common(_ text: String)
  {
    let error = #expect(throws: AppError.self) { try Password(text) }
    #expect(error?.faults.first?.code == "too_common")
  }

  @Test(
    "others are not, however simple their letters",
    arguments: [
      "a good pass phrase", "a long enough pass phrase for ada", "correct horse battery staple 9", "tulip wagon 1843", "kX7!mQ2$wZ", "melkkoffie8uur",
      "password of my own making here", "пароль для форума",
    ]) func allowed(_ text: String)
  { #expect(throws: Never.self) { try Password(text) } }
}

@Suite("Mail links, invitations and approval") struct AdmissionTests {
  private func slug(_ action: () async throws -> Void) async -> String? {
    do {
      try await action()
      return nil
    } catch { return (error as? AppError)?.slug ?? "\(error)" }
  }

  private func verifying(approval: Bool = false) -> AuthBench {
    var policy = RegistrationPolicy()
    policy.verifiesMail = true
    policy.asksApproval = approval
    return AuthBench(policy)
  }

  /// The ticket of the newest link.
  private func ticket(_ bench: AuthBench) throws -> String {
    let newest = try #require(bench.store.links.max { $0.id < $1.id })
    return ReadableSecrets().ticket(.link, newest.id.raw, bench.tenant)
  }

  @Test("an account sleeps until its address is proven, and its handle is nobody's face until then") func verification() async throws {
    let bench = verifying()
    _ = try await bench.register("ada")
    #expect(await slug { _ = try await bench.logIn("ada") } == "email_unverified")
    #expect(await slug { _ = try await bench.logIn("ada", "wrong") } == "wrong_credentials")
    #expect(await slug { _ = try await bench.module.manageAccounts.profile(handle: "ada", bench.tenant) } == "user_not_found")
    let link = try ticket(bench)
    try await bench.module.confirmEmail(link, tenant: bench.tenant)
    #expect(try await bench.logIn("ada@example.org").user.email?.text == "ada@example.org")
    #expect(await slug { try await bench.module.confirmEmail(link, tenant: bench.tenant) } == "link_invalid")
  }

  @Test("registering a taken address looks just like registering a free one, and proves nothing of it") func takenAddress() async throws {
    let bench = verifying()
    let ada = try await bench.register("ada")
    try await bench.module.confirmEmail(try ticket(bench), tenant: bench.tenant)
    let before = bench.store.events.count
    let eve = try await bench.module.registerUser(
      Registration(handle: "eve", email: "ADA@example.org", password: "a good pass phrase", displayName: nil), tenant: bench.tenant)
    let taken = bench.store.events.suffix(from: before)
    let mark = bench.store.events.count
    let bob = try await bench.register("bob")
    #expect(Array(taken) == Array(bench.store.events.suffix(from: mark)))
    #expect(eve.email == nil && bob.email == nil && eve.state == bob.state)
    bench.clock.advance(seconds: 1)
    #expect(await slug { _ = try await bench.logIn("eve") } == "email_unverified")
    let links = bench.store.links.filter { $0.userID == eve.id }
    let link = ReadableSecrets().ticket(.link, try #require(links.first).id.raw, bench.tenant)
    #expect(await slug { try await bench.module.confirmEmail(link, tenant: bench.tenant) } == "link_invalid")
    #expect(try await bench.store.user(emailKey: "ada@example.org", bench.tenant)?.id == ada.id)
  }

  @Test("a link is good once, for a while, in its tenant, and forgeries, other purposes and old ones get one answer") func links() async throws {
    let bench = verifying()
    _ = try await bench.register("ada")
    let good = try ticket(bench)
    let other: TenantID = IDGenerator(clock: bench.clock).next()
    #expect(await slug { try await bench.module.confirmEmail(good, tenant: other) } == "link_invalid")
    #expect(await slug { try await bench.module.confirmEmail("flt1_AAAA", tenant: bench.tenant) } == "link_invalid")
    #expect(
      await slug { try await bench.module.resetPassword.confirm(good, password: "another pass phrase", tenant: bench.tenant) } == "link_invalid")
    bench.clock.advance(seconds: AuthLimits.mailLinkSeconds)
    #expect(await slug { try await bench.module.confirmEmail(good, tenant: bench.tenant) } == "link_invalid")
  }

  @Test("asking for a new password is the same work and answer for an address that nobody has") func resetRequests() async throws {
    let bench = AuthBench()
    _ = try await bench.register("ada")
    let before = bench.store.events.count
    try await bench.module.resetPassword.request(email: "ada@example.org", tenant: bench.tenant)
    try await bench.module.resetPassword.request(email: "nobody@example.org", tenant: bench.tenant)
    #expect(bench.store.events.suffix(from: before).map { $0 } == [MailRequested.type, MailRequested.type])
    #expect(bench.store.links.map { $0.userID == nil }.sorted { !$0 && $1 } == [false, true])
  }

  @Test("a new password by mail signs out everywhere, frees the way that strangers blocked, and works once") func reset() async throws {
    let bench = AuthBench()
    _ = try await bench.register("ada")
    let session = try await bench.logIn("ada")
    let stranger = Device(name: "bot", network: "198.51.100.0/24")
    for _ in 0...AuthLimits.failuresFree {
      _ = await slug { _ = try await bench.module.logIn(login: "ada", password: "wrong", from: stranger, tenant: bench.tenant) }
    }
    try await bench.module.resetPassword.request(email: "Ada@Example.org", tenant: bench.tenant)
    let link = try ticket(bench)
    #expect(await slug { try await bench.module.resetPassword.confirm(link, password: "short", tenant: bench.tenant) } == "validation_failed")
    try await bench.module.resetPassword.confirm(link, password: "a brand new phrase", tenant: bench.tenant)
    #expect(await slug { _ = try await bench.module.authenticator.principal(for: session.accessToken, tenant: bench.tenant) } == "session_revoked")
    #expect(await slug { try await bench.module.resetPassword.confirm(link, password: "a third new phrase", tenant: bench.tenant) } == "link_invalid")
    let signedIn = await slug { _ = try await bench.module.logIn(login: "ada", password: "a brand new phrase", from: stranger, tenant: bench.tenant) }
    #expect(signedIn == nil)
  }

  @Test("a link that went to an address of before gives no new password") func oldAddress() async throws {
    let bench = AuthBench()
    _ = try await bench.register("ada")
    let principal = try await bench.module.authenticator.principal(for: try await bench.logIn("ada").accessToken, tenant: bench.tenant)
    try await bench.module.resetPassword.request(email: "ada@example.org", tenant: bench.tenant)
    let stale = try ticket(bench)
    bench.clock.advance(seconds: 1)
    try await bench.module.confirmEmail.change(to: "new@example.org", password: nil, by: principal)
    #expect(try await bench.store.user(handleKey: "ada", bench.tenant)?.email?.text == "ada@example.org")
    try await bench.module.confirmEmail(try ticket(bench), tenant: bench.tenant)
    #expect(try await bench.store.user(handleKey: "ada", bench.tenant)?.email?.text == "new@example.org")
    #expect(
      await slug { try await bench.module.resetPassword.confirm(stale, password: "a brand new phrase", tenant: bench.tenant) } == "link_invalid")
  }

  @Test("one address gets only so many mails an hour, and who asks for more learns nothing") func flood() async throws {
    let bench = AuthBench()
    _ = try await bench.register("ada")
    for _ in 0..<20 { try await bench.module.resetPassword.request(email: "ada@example.org", tenant: bench.tenant) }
    #expect(bench.store.links.count == Int(AuthLimits.mailLinksAnHour))
    bench.clock.advance(seconds: 3601)
    try await bench.module.resetPassword.request(email: "ada@example.org", tenant: bench.tenant)
    #expect(bench.store.links.count == Int(AuthLimits.mailLinksAnHour) + 1)
  }

  @Test("changing the password needs the old one and ends the other sessions") func change() async throws {
    let bench = AuthBench()
    _ = try await bench.register("ada")
    let (here, there) = (try await bench.logIn("ada"), try await bench.logIn("ada"))
    let principal = try await bench.module.authenticator.principal(for: here.accessToken, tenant: bench.tenant)
    #expect(await slug { try await bench.module.resetPassword.change(from: "wrong", to: "a brand new phrase", by: principal) } == "wrong_credentials")
    #expect(
      await slug { try await bench.module.resetPassword.change(from: "a good pass phrase", to: "a good pass phrase", by: principal) }
        == "validation_failed")
    try await bench.module.resetPassword.change(from: "a good pass phrase", to: "a brand new phrase", by: principal)
    #expect(await slug { _ = try await bench.module.authenticator.principal(for: there.accessToken, tenant: bench.tenant) } == "session_revoked")
    #expect(await slug { _ = try await bench.module.authenticator.principal(for: here.accessToken, tenant: bench.tenant) } == nil)
  }

  @Test("an invitation opens a closed forum once, to its address, for a while") func invitations() async throws {
    var policy = RegistrationPolicy()
    policy.isOpen = false
    policy.asksApproval = true
    let bench = AuthBench(policy)
    let user: UserID = IDGenerator(clock: bench.clock).next()
    let root = Principal(tenant: bench.tenant, userID: user, permissions: [.userAdmit])
    func register(_ handle: String, _ ticket: String?) async -> String? {
      await slug {
        _ = try await bench.module.registerUser(
          Registration(handle: handle, email: "\(handle)@example.org", password: "a good pass phrase", displayName: nil, invitation: ticket),
          tenant: bench.tenant)
      }
    }
    #expect(await register("ada", nil) == "registration_closed")
    let forAda = try await bench.module.admitMembers.invite(email: "ada@example.org", by: root)
    #expect(await register("eve", forAda.ticket) == "invitation_invalid")
    #expect(await register("ada", forAda.ticket + "x") == "invitation_invalid")
    #expect(await register("ada", forAda.ticket) == nil)
    #expect(await register("ada2", forAda.ticket) == "invitation_invalid")
    #expect(await slug { _ = try await bench.logIn("ada") } == nil)
    let late = try await bench.module.admitMembers.invite(email: nil, by: root)
    bench.clock.advance(seconds: AuthLimits.invitationSeconds)
    #expect(await register("bob", late.ticket) == "invitation_invalid")
    let member = Principal(tenant: bench.tenant, userID: user, permissions: [.forumRead])
    #expect(await slug { _ = try await bench.module.admitMembers.invite(email: nil, by: member) } == "permission_missing")
  }

  @Test("where approval is asked for, somebody is let in or kept out, and nobody else is") func approval() async throws {
    let bench = verifying(approval: true)
    let root = Principal(tenant: bench.tenant, userID: IDGenerator(clock: bench.clock).next(), permissions: [.userAdmit])
    let admit = bench.module.admitMembers
    for handle in ["ada", "eve"] {
      _ = try await bench.register(handle)
      #expect(await slug { _ = try await admit.approve(handle: handle, by: root) } == "user_not_found")
      try await bench.module.confirmEmail(try ticket(bench), tenant: bench.tenant)
      bench.clock.advance(seconds: 1)
      #expect(await slug { _ = try await bench.logIn(handle) } == "approval_pending")
    }
    #expect(try await admit.waiting(by: root).map(\.handle.text) == ["ada", "eve"])
    _ = try await admit.approve(handle: "ada", by: root)
    _ = try await admit.refuse(handle: "eve", by: root)
    #expect(await slug { _ = try await bench.logIn("ada") } == nil)
    #expect(await slug { _ = try await bench.logIn("eve") } == "account_suspended")
    #expect(try await admit.waiting(by: root).isEmpty)
    #expect(await slug { _ = try await admit.approve(handle: "eve", by: root) } == "user_not_found")
  }
}
