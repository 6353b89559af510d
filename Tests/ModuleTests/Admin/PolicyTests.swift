import Admin
import ForumKernel
import Testing

@Suite("What policies decide") struct PolicyTests {
  private let tenant = TenantID(RawID(high: 1, low: 1))
  private let news = RawID(high: 7, low: 1)
  private let staff = RawID(high: 7, low: 2)
  private let facts = AccountFacts(joinedAt: Timestamp(milliseconds: 0), hasSecondFactor: false)

  private func when(_ attribute: String, _ comparison: AttributeCondition.Comparison, _ values: AttributeValue...) -> AttributeCondition {
    AttributeCondition(attribute: attribute, comparison: comparison, values: values)
  }

  private func policy(_ effect: Policy.Effect, _ actions: Set<Permission>, _ conditions: AttributeCondition..., named name: String = "p") -> Policy {
    Policy(name: name, description: "", effect: effect, actions: actions, conditions: conditions)
  }

  private func member(_ permissions: Set<Permission>, roles: [String] = ["member"], _ policies: Policy...) -> Principal {
    Principal(
      tenant: tenant, userID: UserID(RawID(high: 9, low: 9)), handle: "ada", roles: roles, permissions: permissions,
      silence: nil
    ).under(PolicySet(policies), facts, at: Timestamp(milliseconds: 10 * 86_400_000))
  }

  @Test("what nothing permits is denied; what one policy permits another forbids, and no role helps")
  func denyOverrides() {
    let permit = policy(.permit, [.analyticsRead], named: "a")
    let forbid = policy(.forbid, [.analyticsRead], when("subject.account_age_days", .isLess, .integer(11)), named: "b")
    #expect(member([]).decide(.analyticsRead) == .notPermitted)
    #expect(member([], permit).decide(.analyticsRead) == .permitted(permit))
    #expect(member([], permit, forbid).decide(.analyticsRead) == .forbidden(forbid))
    #expect(member([.analyticsRead], forbid).decide(.analyticsRead) == .forbidden(forbid))
    #expect(member([.analyticsRead], forbid).decide(.forumRead) == .notPermitted)
  }

  @Test("a permit for one category holds there alone; before the category is known it may hold, and a forbid does not yet")
  func resources() {
    let permit = policy(.permit, [.threadCreate], when("resource.category", .isIn, .text("\(news)")))
    let author = member([], permit)
    #expect(author.may(.threadCreate))
    #expect(author.decide(.threadCreate, on: AccessResource(category: news)).isAllowed)
    #expect(!author.decide(.threadCreate, on: AccessResource(category: staff)).isAllowed)
    let forbid = policy(.forbid, [.threadCreate], when("resource.category", .isIn, .text("\(news)")))
    #expect(member([.threadCreate], forbid).may(.threadCreate))
    #expect(!member([.threadCreate], forbid).decide(.threadCreate, on: AccessResource(category: news)).isAllowed)
    let hopeless = policy(
      .permit, [.threadCreate], when("resource.category", .isIn, .text("\(news)")), when("subject.handle", .isIn, .text("bob")))
    #expect(!member([], hopeless).may(.threadCreate))
  }

  @Test("the categories that may be read come out as a list to leave out, or as one to keep to")
  func readScopes() {
    let hides = policy(.forbid, [.forumRead], when("resource.category", .isIn, .text("\(staff)")), when("subject.roles", .isNotIn, .text("staff")))
    let outside = member([.forumRead], hides).readScope
    #expect(outside.isLimited && !outside.shows(ID<Never>(staff)) && outside.shows(ID<Never>(news)))
    let inside = member([.forumRead], roles: ["staff"], hides).readScope
    #expect(!inside.isLimited && inside.shows(ID<Never>(staff)))
    let keeps = policy(.forbid, [.forumRead], when("resource.category", .isNotIn, .text("\(news)")))
    let kept = member([.forumRead], keeps).readScope
    #expect(kept.showsListed && kept.shows(ID<Never>(news)) && !kept.shows(ID<Never>(staff)) && !kept.shows(ID<Never>(RawID(high: 8, low: 8))))
    let nothing = member([.forumRead], policy(.forbid, [.forumRead])).readScope
    #expect(nothing.isLimited && !nothing.shows(ID<Never>(news)) && nothing.filter == .category([]))
    #expect(member([.forumRead]).readScope == .all(tenant))
  }

  @Test("scopes take away what policies permit beyond them, and nothing of what they forbid")
  func scopes() {
    let permit = policy(.permit, [.analyticsRead, .forumRead], named: "a")
    let forbid = policy(.forbid, [.postCreate], named: "b")
    let limited = PolicySet([permit, forbid]).limited(to: [.forumRead])
    #expect(limited.policies.map(\.actions) == [[.forumRead], [.postCreate]])
    #expect(PolicySet([permit]).limited(to: [.postCreate]).isEmpty)
  }

  @Test("what many policies say of many categories comes out as one set, whichever way each says it")
  func combined() {
    let third = RawID(high: 7, low: 3)
    func hiding(_ comparison: AttributeCondition.Comparison, _ ids: RawID..., named name: String) -> Policy {
      policy(
        .forbid, [.forumRead],
        AttributeCondition(
          attribute: "resource.category", comparison: comparison, values: ids.map { .text("\($0)") }), named: name)
    }
    let two = member([.forumRead], hiding(.isIn, staff, named: "a"), hiding(.isIn, third, named: "b")).readScope
    #expect(two.categories == [staff, third] && !two.showsListed)
    let left = member([.forumRead], hiding(.isNotIn, staff, news, named: "a"), hiding(.isIn, staff, named: "b")).readScope
    #expect(left.categories == [news] && left.showsListed)
    let order = member([.forumRead], hiding(.isIn, staff, named: "a"), hiding(.isNotIn, staff, news, named: "b")).readScope
    #expect(order == left)
    let none = member([.forumRead], hiding(.isNotIn, staff, named: "a"), hiding(.isNotIn, news, named: "b")).readScope
    #expect(none.categories.isEmpty && none.showsListed)
    let both = policy(
      .forbid, [.forumRead], when("resource.category", .isIn, .text("\(staff)"), .text("\(news)")),
      when("resource.category", .isNotIn, .text("\(news)")))
    #expect(member([.forumRead], both).readScope.categories == [staff])
    // One by one the evaluator says the same.
    for id in [news, staff, third] {
      #expect(member([.forumRead], both).decide(.forumRead, on: AccessResource(category: id)).isAllowed == (id != staff))
    }
  }

  @Test("who is nobody in particular is permitted to read, and nothing else")
  func visitors() {
    let permit = policy(.permit, [.forumRead, .categoryManage])
    let visitor = Principal(tenant: tenant, permissions: []).under(PolicySet([permit]), nil, at: Timestamp(milliseconds: 0))
    #expect(visitor.may(.forumRead) && !visitor.may(.categoryManage))
    #expect(member([], permit).may(.categoryManage))
  }

  @Test("a condition on roles sees what they inherit")
  func families() {
    let rule = policy(.forbid, [.postCreate], when("subject.roles", .isIn, .text("insider")))
    let set = PolicySet([rule], ancestors: ["senior": ["insider"]])
    let senior = Principal(tenant: tenant, userID: UserID(RawID(high: 9, low: 9)), roles: ["senior"], permissions: [.postCreate])
    #expect(!senior.under(set, nil, at: Timestamp(milliseconds: 0)).may(.postCreate))
    #expect(set.family(of: ["senior"]) == ["senior", "insider"] && set.names(role: "insider") && !set.names(role: "senior"))
  }

  @Test("a rule for those without a second factor holds until there is one, and tells which account must keep its last one")
  func secondFactors() {
    let rule = policy(
      .forbid, [.forumModerate], when("subject.second_factor", .isIn, .flag(false)), when("subject.roles", .isIn, .text("moderator")))
    func somebody(_ role: String, hasSecondFactor: Bool) -> Principal {
      let facts = AccountFacts(joinedAt: facts.joinedAt, hasSecondFactor: hasSecondFactor)
      return Principal(tenant: tenant, userID: UserID(RawID(high: 9, low: 9)), roles: [role], permissions: [.forumModerate])
        .under(PolicySet([rule]), facts, at: Timestamp(milliseconds: 0))
    }
    #expect(!somebody("moderator", hasSecondFactor: false).may(.forumModerate))
    #expect(somebody("moderator", hasSecondFactor: true).may(.forumModerate))
    #expect(somebody("moderator", hasSecondFactor: true).policyDemandingSecondFactor == rule)
    #expect(somebody("moderator", hasSecondFactor: false).policyDemandingSecondFactor == nil)
    #expect(somebody("chief", hasSecondFactor: true).policyDemandingSecondFactor == nil)
    // At whatever hour it holds; and not for what one may not do anyhow.
    func guarded(_ actions: Set<Permission>) -> Bool {
      let rule = policy(.forbid, actions, when("subject.second_factor", .isIn, .flag(false)), when("time.hour", .isIn, .integer(23)))
      return member([.postCreate]).under(
        PolicySet([rule]), AccountFacts(joinedAt: facts.joinedAt, hasSecondFactor: true), at: Timestamp(milliseconds: 0)
      ).policyDemandingSecondFactor != nil
    }
    #expect(guarded([.postCreate, .roleManage]) && !guarded([.roleManage]))
  }

  @Test("a rule can be for one tenant")
  func tenants() {
    let elsewhere = policy(.forbid, [.postCreate], when("tenant.id", .isNotIn, .text("\(tenant)")))
    let here = policy(.forbid, [.postCreate], when("tenant.id", .isIn, .text("\(tenant)")))
    #expect(member([.postCreate], elsewhere).may(.postCreate) && !member([.postCreate], here).may(.postCreate))
  }

  @Test("lines of the audit log go at the server's age, later where a policy keeps them, and never under a hold")
  func retention() {
    func kept(_ retention: Retention, _ policies: Policy...) -> Int64? { retention.daysKept(tenant, PolicySet(policies)) }
    func keeping(_ conditions: AttributeCondition...) -> Policy {
      Policy(name: "k", description: "", effect: .forbid, actions: [.auditPrune], conditions: conditions)
    }
    let year = Retention(age: .seconds(365 * 86_400))
    #expect(kept(year) == 365)
    #expect(kept(Retention(age: .seconds(365 * 86_400 + 1))) == 366)
    #expect(kept(year, keeping(when("resource.age_days", .isLess, .integer(3650)))) == 3650)
    #expect(kept(year, keeping(when("resource.age_days", .isLess, .integer(30)))) == 365)
    #expect(kept(year, keeping(when("resource.age_days", .isIn, .integer(400)))) == 401)
    #expect(kept(year, keeping(when("tenant.id", .isIn, .text("\(tenant)")))) == nil)
    #expect(kept(year, keeping()) == nil && kept(Retention(age: .seconds(365 * 86_400), isHeld: true)) == nil)
    #expect(kept(year, policy(.forbid, [.forumRead])) == 365)
    #expect(kept(year, policy(.permit, [.auditPrune])) == 365, "nobody lets a line go sooner than the server")
  }

  @Test("hours and weekdays are those of UTC, ages are whole days and minutes")
  func times() throws {
    // A Sunday.
    let moment = try #require(Timestamp("2026-11-29T23:59:59Z"))
    let principal = Principal(
      tenant: tenant, userID: UserID(RawID(high: 9, low: 9)), roles: [], permissions: [],
      access: PolicyAccess(.none, AccountFacts(joinedAt: moment.adding(seconds: -86_399), hasSecondFactor: false), at: moment))
    let context = AccessContext(principal, on: AccessResource(category: nil, createdAt: moment.adding(seconds: -119)))
    #expect(context["time.hour"] == .integer(23) && context["time.weekday"] == .integer(7))
    #expect(context["subject.account_age_days"] == .integer(0) && context["resource.age_minutes"] == .integer(1))
    #expect(context["time.now"] == .text("2026-11-29T23:59:59.000Z") && context["resource.category"] == nil && context["x"] == nil)
    let monday = AccessContext(principal.under(PolicySet([policy(.permit, [.forumRead])]), nil, at: moment.adding(seconds: 1)), on: nil)
    #expect(monday["time.hour"] == .integer(0) && monday["time.weekday"] == .integer(1))
  }
}
