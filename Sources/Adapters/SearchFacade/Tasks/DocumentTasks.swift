/// Adding and removing documents.
enum DocumentTasks {
  static func add(_ task: FacadeTask, to uid: String, _ state: inout FacadeState, _ now: String) throws(FacadeError) -> FacadeJSON {
    let documents = task.payload["documents"]?.items ?? []
    let known = state.indexes[uid]?.primaryKey
    let asked = task.payload["primaryKey"]?.text
    if let known, let asked, known != asked {
      throw FacadeError("index_primary_key_already_exists", "Index `\(uid)`: Index already has a primary key: `\(known)`.")
    }
    guard let first = documents.first else {
      try state.ensureIndex(uid, primaryKey: asked, now: now)
      return ["receivedDocuments": 0, "indexedDocuments": 0]
    }
    let primaryKey: String
    if let named = known ?? asked { primaryKey = named } else { primaryKey = try DocumentID.primaryKey(inferredFrom: first) }
    var ids: [String] = []
    for document in documents { ids.append(try DocumentID.of(document, primaryKey)) }
    let size = documents.reduce(0) { $0 + $1.bytes.count }
    guard state.bytes + size <= state.bytesMax else {
      throw FacadeError("database_size_limit_reached", "Maximum database size has been reached.")
    }
    try state.ensureIndex(uid, primaryKey: primaryKey, now: now)
    let isUpdate = task.payload["isUpdate"]?.flag ?? false
    for (document, id) in zip(documents, ids) {
      if isUpdate, let old = state.indexes[uid]?.document(id) {
        state.indexes[uid]?.put(merged(old, document), id: id)
      } else {
        state.indexes[uid]?.put(document, id: id)
      }
    }
    state.indexes[uid]?.primaryKey = primaryKey
    state.indexes[uid]?.updatedAt = now
    return ["receivedDocuments": .int(documents.count), "indexedDocuments": .int(documents.count)]
  }

  private static func merged(_ old: FacadeJSON, _ new: FacadeJSON) -> FacadeJSON {
    var document = old
    for member in new.members { document[member.name] = member.value }
    return document
  }

  static func remove(_ task: FacadeTask, from uid: String, _ state: inout FacadeState, _ now: String) throws(FacadeError) -> FacadeJSON {
    guard state.indexes[uid] != nil else { throw .indexNotFound(uid) }
    var details = task.details
    var count = 0
    if let ids = task.payload["ids"]?.items {
      for id in ids { if let text = try? DocumentID.text(id), state.indexes[uid]?.remove(text) == true { count += 1 } }
    } else if let filter = try FilterNode.from(task.payload["filter"], code: "invalid_document_filter"), let index = state.indexes[uid] {
      try filter.check(index, code: "invalid_document_filter")
      for number in index.store.numbers where filter.admits(index.store[number]) {
        if state.indexes[uid]?.remove(index.store.id(of: number)) == true { count += 1 }
      }
    } else {
      count = state.indexes[uid]?.store.count ?? 0
      state.indexes[uid]?.removeAll()
    }
    state.indexes[uid]?.updatedAt = now
    details["deletedDocuments"] = .int(count)
    return details
  }
}
