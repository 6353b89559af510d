/// All tasks that are remembered, by uid, and those that wait.
struct TaskLedger {
  private(set) var tasks: [Int: FacadeTask] = [:]
  private(set) var next = 0
  /// Ascending.
  private(set) var waiting: [Int] = []

  subscript(uid: Int) -> FacadeTask? { tasks[uid] }

  /// The newest first.
  var newestFirst: [FacadeTask] { tasks.values.sorted { $0.uid > $1.uid } }

  mutating func startNumbers(at uid: Int) { next = max(next, uid) }

  mutating func put(_ task: FacadeTask) {
    tasks[task.uid] = task
    next = max(next, task.uid + 1)
    waiting.removeAll { $0 == task.uid }
    if !task.isFinished { waiting.append(task.uid) }
    forgetOld()
  }

  mutating func remove(_ uid: Int) {
    tasks[uid] = nil
    waiting.removeAll { $0 == uid }
  }

  /// A tenth at a time, the oldest.
  private mutating func forgetOld() {
    guard tasks.count - waiting.count > FacadeLimits.finishedTasksMax else { return }
    let finished = tasks.values.lazy.filter(\.isFinished).map(\.uid).sorted()
    for uid in finished.prefix(FacadeLimits.finishedTasksMax / 10) { tasks[uid] = nil }
  }
}
