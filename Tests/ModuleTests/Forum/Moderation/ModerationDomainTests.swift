import Forum
import ForumKernel
import Testing

@Suite("Cases, reports and decisions") struct ModerationDomainTests {
  private let ids = IDGenerator(clock: ManualClock())
  private let now = Timestamp(milliseconds: 1_750_000_000_000)

  private func openCase() -> ModerationCase {
    .open(ids.next(), about: CaseSubject(threadID: ids.next(), postID: ids.next()), by: ids.next(), origin: .flag, now: now)
  }

  private func slug(_ action: () throws -> Void) -> String? {
    do {
      try action()
      return nil
    } catch {
      return (error as? AppError)?.slug ?? "\(error)"
    }
  }

  @Test(
    "a report weighs what its maker's reports have been worth",
    arguments: [
      (0, 0, false, 10), (0, 0, true, 5), (1, 0, true, 11), (50, 0, false, 20), (0, 3, false, 4), (0, 9, false, 1), (0, 9, true, 1),
      (4, 2, false, 10),
    ])
  func weights(agreed: Int, disagreed: Int, isNew: Bool, points: Int) {
    let record = MemberRecord(approved: 0, agreed: Int64(agreed), disagreed: Int64(disagreed))
    #expect(record.flagWeight(isNew: isNew) == Int64(points))
  }

  @Test("a claim keeps the others away, until it is released or forgotten")
  func claims() throws {
    var item = openCase()
    let (ada, bob): (UserID, UserID) = (ids.next(), ids.next())
    try item.claim(by: ada, now: now)
    let refusals = [
      slug { try item.claim(by: bob, now: now) }, slug { try item.requireOpen(for: bob, now: now) },
      slug { _ = try item.release(by: bob, mayTake: false, now: now) },
    ]
    #expect(refusals == ["case_claimed", "case_claimed", "case_claimed"])
    try item.claim(by: ada, now: now)
    let isReleased = try item.release(by: ada, mayTake: false, now: now)
    #expect(isReleased)
    try item.claim(by: bob, now: now)
    let later = now.adding(seconds: ModerationLimits.claimSeconds)
    try item.claim(by: ada, now: later)
    #expect(item.claimer(at: later) == ada)
    let isTaken = try item.release(by: bob, mayTake: true, now: later)
    #expect(isTaken && item.claim == nil)
  }

  @Test("a decided case is closed, and new reports open it without the points of before")
  func reopening() throws {
    var item = openCase()
    item.add(points: 10)
    let isReopenedWhileOpen = item.reopen(.flag, now: now)
    #expect(!isReopenedWhileOpen && item.score == 10)
    item.resolve(.dismiss, now: now)
    let user: UserID = ids.next()
    let refusal = slug { try item.claim(by: user, now: now) }
    let isReopened = item.reopen(.flag, now: now.adding(seconds: 5))
    #expect(refusal == "case_resolved" && isReopened)
    #expect(item.score == 0 && item.flagCount == 0 && item.outcome == nil && item.openedAt == now.adding(seconds: 5))
  }

  @Test("only silence and suspend have an end, and it lies in the future", arguments: Decision.Action.allCases)
  func ends(action: Decision.Action) throws {
    let tomorrow = now.adding(seconds: 86_400)
    let hasEnd = action == .silence || action == .suspend
    let refusals = [tomorrow, now, nil].map { until in slug { _ = try Decision(action: action, note: nil, until: until, now: now) } }
    #expect(refusals == [hasEnd ? nil : "validation_failed", "validation_failed", nil])
  }

  @Test("a restriction without an end holds for good, one with an end until then")
  func restrictions() {
    #expect(Restriction(kind: .silence, until: nil).holds(at: now.adding(seconds: 1_000_000_000)))
    let hour = Restriction(kind: .silence, until: now.adding(seconds: 3600))
    #expect(hour.holds(at: now) && !hour.holds(at: now.adding(seconds: 3600)))
    #expect(hour.error.slug == "silenced" && hour.error.until == now.adding(seconds: 3600))
  }

  @Test("a held post takes its position and does not count until it is shown")
  func holding() {
    var thread = ForumThread.open(id: ids.next(), in: ids.next(), by: nil, title: "T", tags: .none, at: now)
    let content = PostContent(body: "x", format: .text, html: "x")
    _ = thread.append(content, id: ids.next(), by: nil, replyTo: nil, at: now)
    let held = thread.append(content, id: ids.next(), by: nil, replyTo: nil, at: now.adding(seconds: 9), isHeld: true)
    #expect(held.position == 2 && held.deletedAt != nil && thread.postCount == 1 && thread.lastPostAt == now && thread.nextPosition == 3)
  }
}
