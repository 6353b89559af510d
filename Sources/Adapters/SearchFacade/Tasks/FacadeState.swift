/// Everything that the facade holds; the journal's records rebuild it.
struct FacadeState {
  var indexes: [String: FacadeIndex] = [:]
  var tasks = TaskLedger()
  var keys: [APIKey] = []
  /// The most that all documents together may take, as JSON.
  let bytesMax: Int

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  var bytes: Int { indexes.values.reduce(0) { $0 + $1.store.bytes } }

  mutating func ensureIndex(_ uid: String, primaryKey: String?, now: String) throws(FacadeError) {
    guard indexes[uid] == nil else { return }
    guard indexes.count < FacadeLimits.indexesMax else {
      throw FacadeError("database_size_limit_reached", "There are \(FacadeLimits.indexesMax) indexes already.")
    }
    indexes[uid] = FacadeIndex(uid: uid, primaryKey: primaryKey, createdAt: now)
  }

  /// Carries a finished task out, in memory. The record of the finished task makes the same of the same state.
  mutating func finish(_ task: FacadeTask, now: String, milliseconds: Int) -> FacadeTask {
    var task = task
    do {
      task.details = try TaskRunner.run(task, &self, now: now)
      task.status = .succeeded
    } catch {
      task.status = .failed
      task.error = error
      if task.kind == .documentAdditionOrUpdate { task.details["indexedDocuments"] = 0 }
      if task.kind == .documentDeletion { task.details["deletedDocuments"] = 0 }
    }
    (task.payload, task.finishedAt, task.milliseconds) = (.null, now, milliseconds)
    tasks.put(task)
    return task
  }
}
