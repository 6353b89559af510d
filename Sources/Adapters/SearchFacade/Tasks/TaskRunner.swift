/// What tasks do to the state. Each does all of it or, when it throws, nothing; done again on the same state it does the same.
enum TaskRunner {
  /// The details of the finished task.
  static func run(_ task: FacadeTask, _ state: inout FacadeState, now: String) throws(FacadeError) -> FacadeJSON {
    let uid = task.index ?? ""
    switch task.kind {
    case .documentAdditionOrUpdate: return try DocumentTasks.add(task, to: uid, &state, now)
    case .documentDeletion: return try DocumentTasks.remove(task, from: uid, &state, now)
    case .settingsUpdate:
      try state.ensureIndex(uid, primaryKey: nil, now: now)
      state.indexes[uid]?.apply(settings: task.payload["settings"] ?? [:])
      state.indexes[uid]?.updatedAt = now
      return task.details
    case .indexCreation:
      guard state.indexes[uid] == nil else { throw FacadeError("index_already_exists", "Index `\(uid)` already exists.") }
      try state.ensureIndex(uid, primaryKey: task.payload["primaryKey"]?.text, now: now)
      return task.details
    case .indexUpdate: return try update(task, uid, &state, now)
    case .indexDeletion:
      guard let index = state.indexes.removeValue(forKey: uid) else { throw .indexNotFound(uid) }
      return ["deletedDocuments": .int(index.store.count)]
    case .indexSwap: return try swap(task, &state)
    case .taskCancelation: return cancel(task, &state, now)
    case .taskDeletion: return forget(task, &state)
    }
  }

  private static func update(_ task: FacadeTask, _ uid: String, _ state: inout FacadeState, _ now: String) throws(FacadeError) -> FacadeJSON {
    guard var index = state.indexes[uid] else { throw .indexNotFound(uid) }
    if let primaryKey = task.payload["primaryKey"]?.text, primaryKey != index.primaryKey {
      guard index.primaryKey == nil || index.store.count == 0 else {
        throw FacadeError(
          "index_primary_key_already_exists", "Index `\(uid)`: Index already has a primary key: `\(index.primaryKey ?? "")`.")
      }
      index.primaryKey = primaryKey
    }
    index.updatedAt = now
    if let name = task.payload["uid"]?.text, name != uid {
      guard state.indexes[name] == nil else { throw FacadeError("index_already_exists", "Index `\(name)` already exists.") }
      state.indexes[uid] = nil
      state.indexes[name] = index.renamed(name)
    } else {
      state.indexes[uid] = index
    }
    return task.details
  }

  private static func swap(_ task: FacadeTask, _ state: inout FacadeState) throws(FacadeError) -> FacadeJSON {
    let pairs = (task.payload["swaps"]?.items ?? []).compactMap { $0["indexes"]?.texts }
    let missing = Set(pairs.flatMap(\.self)).filter { state.indexes[$0] == nil }.sorted()
    guard missing.isEmpty else {
      throw FacadeError("index_not_found", "Indexes \(missing.map { "`\($0)`" }.joined(separator: ", ")) not found.")
    }
    for pair in pairs where pair.count == 2 {
      let (one, other) = (state.indexes[pair[0]], state.indexes[pair[1]])
      state.indexes[pair[0]] = other?.renamed(pair[0])
      state.indexes[pair[1]] = one?.renamed(pair[1])
    }
    return task.details
  }

  private static func cancel(_ task: FacadeTask, _ state: inout FacadeState, _ now: String) -> FacadeJSON {
    var count = 0
    for uid in (task.payload["uids"]?.items ?? []).compactMap(\.integer) {
      guard var other = state.tasks[uid], !other.isFinished, uid != task.uid else { continue }
      (other.status, other.canceledBy, other.finishedAt, other.payload) = (.canceled, task.uid, now, .null)
      state.tasks.put(other)
      count += 1
    }
    var details = task.details
    details["canceledTasks"] = .int(count)
    return details
  }

  private static func forget(_ task: FacadeTask, _ state: inout FacadeState) -> FacadeJSON {
    var count = 0
    for uid in (task.payload["uids"]?.items ?? []).compactMap(\.integer) where state.tasks[uid]?.isFinished == true {
      state.tasks.remove(uid)
      count += 1
    }
    var details = task.details
    details["deletedTasks"] = .int(count)
    return details
  }
}
