/// What the journal's records say.
enum JournalRecords {
  /// Documents of one record, so that no line grows without bound.
  private static let documentsPerRecord = 500

  static func enqueued(_ task: FacadeTask) -> FacadeJSON { ["record": "enqueued", "task": task.json, "payload": task.payload] }
  static func finished(_ task: FacadeTask) -> FacadeJSON { ["record": "finished", "task": task.json] }
  static func keys(_ keys: [APIKey]) -> FacadeJSON { ["record": "keys", "keys": .array(keys.map(\.stored))] }

  /// Brings the state to where it was when the record was written.
  static func replay(_ record: FacadeJSON, _ state: inout FacadeState) {
    switch record["record"]?.text {
    case "enqueued":
      if let task = FacadeTask(json: record["task"] ?? [:], payload: record["payload"] ?? .null) { state.tasks.put(task) }
    case "finished":
      guard let done = FacadeTask(json: record["task"] ?? [:], payload: .null) else { return }
      if done.status == .succeeded, var task = state.tasks[done.uid] {
        task.status = .processing
        _ = state.finish(task, now: done.finishedAt ?? done.enqueuedAt, milliseconds: 0)
      }
      state.tasks.put(done)
    case "keys": state.keys = (record["keys"]?.items ?? []).compactMap { APIKey(stored: $0) }
    case "next": state.tasks.startNumbers(at: record["uid"]?.integer ?? 0)
    case "index":
      guard let uid = record["uid"]?.text, let createdAt = record["createdAt"]?.text else { return }
      var index = FacadeIndex(uid: uid, primaryKey: record["primaryKey"]?.text, createdAt: createdAt, updatedAt: record["updatedAt"]?.text)
      index.apply(settings: record["settings"] ?? [:])
      state.indexes[uid] = index
    case "documents":
      guard let uid = record["index"]?.text, let primaryKey = state.indexes[uid]?.primaryKey else { return }
      for document in record["documents"]?.items ?? [] {
        if let id = try? DocumentID.of(document, primaryKey) { state.indexes[uid]?.put(document, id: id) }
      }
    default: return
    }
  }

  /// Records that rebuild the state by themselves.
  static func all(of state: FacadeState) -> [FacadeJSON] {
    var records: [FacadeJSON] = [keys(state.keys), ["record": "next", "uid": .int(state.tasks.next)]]
    for index in state.indexes.values.sorted(by: { $0.uid < $1.uid }) {
      var record: FacadeJSON = ["record": "index"]
      for member in index.json.members { record[member.name] = member.value }
      record["settings"] = index.settings.json
      records.append(record)
      var numbers = index.store.numbersInOrder[...]
      while !numbers.isEmpty {
        let some = numbers.prefix(documentsPerRecord)
        records.append(["record": "documents", "index": .text(index.uid), "documents": .array(some.map { index.store[$0] })])
        numbers = numbers.dropFirst(some.count)
      }
    }
    for task in state.tasks.newestFirst.reversed() { records.append(task.isFinished ? finished(task) : enqueued(task)) }
    return records
  }
}
