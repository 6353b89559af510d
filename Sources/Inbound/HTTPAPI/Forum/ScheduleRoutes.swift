import Forum
import ForumKernel
import HTTPTypes

/// What happens to threads at a time.
struct ScheduleRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "me/scheduled-threads", "listMyScheduledThreads", "Your threads that wait for their publication, the next one first", tag: "Schedules",
      needs: .accountUse, returns: ForumShapes.thread.page, perform: listMine)
    Endpoint(
      .get, "moderation/scheduled-threads", "listScheduledThreads", "Everybody's threads that wait for their publication, the next one first",
      tag: "Schedules", needs: .forumModerate, returns: ForumShapes.thread.page, perform: listAll)
    Endpoint(
      .get, "threads/{thread_id}/schedule", "getSchedule", "What is planned for a thread; for its author and moderators", tag: "Schedules",
      needs: .accountUse, errors: ["not_author"], returns: ForumShapes.schedule, perform: get)
    Endpoint(
      .patch, "threads/{thread_id}/schedule", "editSchedule",
      "Plan, move or cancel (null) what happens to a thread; a thread whose publication is cancelled is deleted", tag: "Schedules",
      needs: .accountUse, errors: ["not_author", "thread_published", "silenced"], returns: ForumShapes.schedule, perform: edit)
  }

  @Sendable private func listMine(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<ThreadView>> {
    let scope = "scheduled:\(try call.principal.requireUser())"
    return .ok(call.listing(try await forum.scheduleThread.waiting(ofAll: false, try call.page(query, of: scope), by: call.principal), of: scope))
  }

  @Sendable private func listAll(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<ThreadView>> {
    let scope = "scheduled:\(call.tenant)"
    return .ok(call.listing(try await forum.scheduleThread.waiting(ofAll: true, try call.page(query, of: scope), by: call.principal), of: scope))
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<ThreadSchedule> {
    .ok(try await forum.scheduleThread.get(try call.id("thread_id"), by: call.principal))
  }

  @Sendable private func edit(_ call: Call, _ body: SchedulePatch) async throws -> Reply<ThreadSchedule> {
    .ok(try await forum.scheduleThread(try call.id("thread_id"), body.changes, by: call.principal))
  }
}

/// What is to happen at which time; null: not at all.
struct SchedulePatch: BodyFields {
  let changes: [ThreadSchedule.Change: Timestamp?]

  init(_ fields: inout FieldReader) {
    var changes: [ThreadSchedule.Change: Timestamp?] = [:]
    for change in ThreadSchedule.Change.allCases {
      let name = "\(change.rawValue)_at"
      switch fields.change(name, .time) {
      case .keep: break
      case .clear: changes[change] = .some(nil)
      case .set(let time):
        changes[change] = .some(time)
        if let now = fields.now { fields.check { () throws(AppError) in try ThreadSchedule.requireAhead(time, of: now, "/\(name)") } }
      }
    }
    self.changes = changes
  }
}

extension ForumShapes {
  static let schedule = Shape<ThreadSchedule>("Schedule", "What happens to a thread at a time; null: nothing is planned.")
    .id("thread_id") { $0.threadID }
    .timeOrNull("publish_at", "When it will be seen by all.") { $0.times[.publish] }
    .timeOrNull("lock_at", "When it takes no more posts.") { $0.times[.lock] }
    .timeOrNull("unlock_at", "When it takes posts again.") { $0.times[.unlock] }
    .timeOrNull("pin_at", "When it goes on top of lists.") { $0.times[.pin] }
    .timeOrNull("unpin_at", "When it sinks again.") { $0.times[.unpin] }
}
