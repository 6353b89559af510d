public import ForumKernel

/// Publishes, locks, unlocks, pins and unpins threads whose time has come: the work of a job, which one node at a time does. The plan of a change goes in
/// the transaction that makes it, so that it is made once, whatever the clock does and however often the job is cut.
public struct ApplyDueChanges: Sendable {
  public static let job = "timed-changes"

  let store: any ForumStore
  let reader: any ScheduleReader

  public init(store: any ForumStore, reader: any ScheduleReader) {
    self.store = store
    self.reader = reader
  }

  /// When the next change is due; nil when nothing is planned.
  public func next() async throws -> Timestamp? { try await reader.firstDue() }

  /// Makes what is due at `now`, what has been due for longest first; how many changes. A publication goes before what is due with it.
  public func callAsFunction(now: Timestamp) async throws -> Int {
    var made = 0
    while true {
      let due = try await reader.dueChanges(by: now, limit: ScheduleLimits.chunk)
      for change in due.sorted(by: { ($0.dueAt, $0.rank) < ($1.dueAt, $1.rank) }) {
        try Task.checkCancellation()
        if try await store.write(change.tenant, actor: change.actorID, { try $0.make(change) }) { made += 1 }
      }
      if due.count < ScheduleLimits.chunk { return made }
    }
  }
}

extension ScheduledChange {
  fileprivate var rank: Int { change == .publish ? 0 : 1 }
}

extension ForumTransaction {
  /// False when it was cancelled or moved meanwhile, or when there is nothing to change.
  fileprivate func make(_ planned: ScheduledChange) throws -> Bool {
    guard let due = try dueTime(of: planned.change, planned.threadID), due == planned.dueAt else { return false }
    _ = try unschedule(planned.change, of: planned.threadID)
    guard var thread = try thread(planned.threadID) else { return false }
    if planned.change == .publish {
      try publish(&thread)
      return thread.deletedAt == nil
    }
    guard thread.deletedAt == nil else { return false }
    let change: ThreadChanged.Change
    switch planned.change {
    case .lock, .unlock:
      let isLocked = planned.change == .lock
      guard thread.isLocked != isLocked else { return false }
      thread.setLocked(isLocked, now: now)
      change = isLocked ? .locked : .unlocked
    case .pin, .unpin, .publish:
      let isPinned = planned.change == .pin
      guard thread.isPinned != isPinned else { return false }
      thread.setPinned(isPinned, now: now)
      change = isPinned ? .pinned : .unpinned
    }
    try update(thread)
    try emit(ThreadChanged(threadID: thread.id, categoryID: thread.categoryID, change: change))
    try audit(AuditEntry(action: "thread.\(change.rawValue)", target: "thread:\(thread.id)", reason: "planned"))
    return true
  }
}
