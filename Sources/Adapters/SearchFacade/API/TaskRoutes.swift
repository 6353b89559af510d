extension SearchFacade {
  func routeTasks(_ request: FacadeRequest, _ rest: [String]) throws -> FacadeResponse {
    switch (request.method, rest.first, rest.count) {
    case ("GET", nil, 0): return try listTasks(request)
    case ("POST", "cancel"?, 1):
      return try enqueueOverTasks(request, .taskCancelation, "tasks.cancel", "canceledTasks") { !$0.isFinished }
    case ("DELETE", nil, 0): return try enqueueOverTasks(request, .taskDeletion, "tasks.delete", "deletedTasks") { $0.isFinished }
    case ("GET", let uid?, 1):
      let access = try access(request, "tasks.get")
      guard let number = Int(uid) else {
        throw FacadeError("invalid_task_uids", "Invalid value in parameter `uid`: could not parse `\(uid)` as a positive integer")
      }
      guard let task = state.tasks[number], access.allows(task.index) else { throw FacadeError.taskNotFound(uid) }
      return FacadeResponse(200, task.json)
    default: throw Self.wrongMethod
    }
  }

  private func listTasks(_ request: FacadeRequest) throws -> FacadeResponse {
    let access = try access(request, "tasks.get")
    let filter = try TaskFilter(request.query)
    let limit = try request.count("limit", "invalid_task_limit") ?? 20
    let from = try request.count("from", "invalid_task_from")
    let isReversed = request.query["reverse"] == "true"
    var all = state.tasks.newestFirst.filter { filter.admits($0) && access.allows($0.index) }
    if isReversed { all.reverse() }
    let rest = all.filter { task in from.map { isReversed ? task.uid >= $0 : task.uid <= $0 } ?? true }
    let shown = rest.prefix(limit)
    let next = rest.dropFirst(limit).first?.uid
    return FacadeResponse(
      200,
      [
        "results": .array(shown.map(\.json)), "total": .int(all.count), "limit": .int(limit), "from": shown.first.map { .int($0.uid) } ?? .null,
        "next": next.map { .int($0) } ?? .null,
      ])
  }

  /// A task over those tasks that the filter means now.
  private func enqueueOverTasks(
    _ request: FacadeRequest, _ kind: FacadeTask.Kind, _ action: String, _ count: String, _ isMeant: (FacadeTask) -> Bool
  ) throws -> FacadeResponse {
    let access = try access(request, action)
    let filter = try TaskFilter(request.query)
    guard !filter.isEmpty else {
      throw FacadeError(
        "missing_task_filters",
        """
        Query parameters to filter the tasks to \(kind == .taskDeletion ? "delete" : "cancel") are missing. Available query \
        parameters are: `uids`, `indexUids`, `statuses`, `types`, `canceledBy`, `beforeEnqueuedAt`, `afterEnqueuedAt`, \
        `beforeStartedAt`, `afterStartedAt`, `beforeFinishedAt`, `afterFinishedAt`.
        """
      )
    }
    let meant = state.tasks.newestFirst.filter { filter.admits($0) && isMeant($0) && access.allows($0.index) }
    let original = request.target.firstIndex(of: "?").map { FacadeJSON.text(String(request.target[$0...])) } ?? .null
    return try enqueue(
      kind, index: nil, payload: ["uids": .array(meant.map { .int($0.uid) })],
      details: .object([
        FacadeJSON.Member(name: "matchedTasks", value: .int(meant.count)), FacadeJSON.Member(name: count, value: .null),
        FacadeJSON.Member(name: "originalFilter", value: original),
      ]), request: request)
  }
}
