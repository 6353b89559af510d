/// Which tasks are meant: by uid, status, type, index and time.
struct TaskFilter {
  private var uids: Set<Int>?
  private var indexes: Set<String>?
  private var statuses: Set<String>?
  private var kinds: Set<String>?
  private var canceledBy: Set<Int>?
  private var times: [(field: String, isBefore: Bool, moment: String)] = []
  let isEmpty: Bool

  /// Throws `invalid_task_…` for a value that can't be.
  init(_ query: [String: String]) throws(FacadeError) {
    func list(_ name: String) -> [String]? { query[name].flatMap { $0 == "*" ? nil : $0.split(separator: ",").map(String.init) } }
    func numbers(_ name: String, _ code: String) throws(FacadeError) -> Set<Int>? {
      guard let texts = list(name) else { return nil }
      var numbers: Set<Int> = []
      for text in texts {
        guard let number = Int(text) else {
          throw FacadeError(code, "Invalid value in parameter `\(name)`: could not parse `\(text)` as a positive integer")
        }
        numbers.insert(number)
      }
      return numbers
    }
    func words(_ name: String, _ known: [String], _ code: String) throws(FacadeError) -> Set<String>? {
      guard let texts = list(name) else { return nil }
      for text in texts where !known.contains(text) {
        throw FacadeError(
          code,
          """
          Invalid value in parameter `\(name)`: `\(text)` is not a valid task \(name == "types" ? "type" : "status"). Available \
          values are \(known.map { "`\($0)`" }.joined(separator: ", ")).
          """
        )
      }
      return Set(texts)
    }
    uids = try numbers("uids", "invalid_task_uids")
    canceledBy = try numbers("canceledBy", "invalid_task_canceled_by")
    statuses = try words("statuses", FacadeTask.Status.allCases.map(\.rawValue), "invalid_task_statuses")
    kinds = try words("types", FacadeTask.Kind.allCases.map(\.rawValue), "invalid_task_types")
    indexes = list("indexUids").map { Set($0) }
    for field in ["EnqueuedAt", "StartedAt", "FinishedAt"] {
      for side in ["before", "after"] { if let moment = query[side + field] { times.append((field, side == "before", moment)) } }
    }
    isEmpty = query.keys.allSatisfy { !Self.names.contains($0) }
  }

  private static let names: Set = [
    "uids", "canceledBy", "statuses", "types", "indexUids", "beforeEnqueuedAt", "afterEnqueuedAt", "beforeStartedAt", "afterStartedAt",
    "beforeFinishedAt", "afterFinishedAt",
  ]

  func admits(_ task: FacadeTask) -> Bool {
    guard uids?.contains(task.uid) ?? true, statuses?.contains(task.status.rawValue) ?? true, kinds?.contains(task.kind.rawValue) ?? true,
      indexes.map({ $0.contains(task.index ?? "") }) ?? true, canceledBy.map({ $0.contains(task.canceledBy ?? -1) }) ?? true
    else { return false }
    return times.allSatisfy { field, isBefore, moment in
      guard let time = field == "EnqueuedAt" ? task.enqueuedAt : field == "StartedAt" ? task.startedAt : task.finishedAt else { return false }
      return isBefore ? time < moment : time > moment
    }
  }
}
