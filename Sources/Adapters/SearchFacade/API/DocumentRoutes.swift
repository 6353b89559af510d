extension SearchFacade {
  func routeDocuments(_ request: FacadeRequest, _ uid: String, _ rest: [String]) throws -> FacadeResponse {
    try IndexUID.check(uid)
    switch (request.method, rest.first, rest.count) {
    case ("GET", nil, 0): return try listDocuments(request, uid, DocumentQuery(request))
    case ("POST", "fetch"?, 1): return try listDocuments(request, uid, DocumentQuery(try request.optionalJSON()))
    case ("POST", nil, 0): return try addDocuments(request, uid, isUpdate: false)
    case ("PUT", nil, 0): return try addDocuments(request, uid, isUpdate: true)
    case ("DELETE", nil, 0): return try removeDocuments(request, uid, ["all": true], ids: 0)
    case ("POST", "delete-batch"?, 1):
      guard let ids = try request.json().items else { throw FacadeError("invalid_document_ids", "Invalid value type: expected an array") }
      return try removeDocuments(request, uid, ["ids": .array(ids)], ids: ids.count)
    case ("POST", "delete"?, 1):
      let body = try request.json()
      guard let filter = body["filter"], filter != .null else {
        throw FacadeError("missing_document_filter", "Missing field `filter`")
      }
      _ = try FilterNode.from(filter, code: "invalid_document_filter")
      return try removeDocuments(request, uid, ["filter": filter], ids: 0)
    case ("GET", let id?, 1): return try showDocument(request, uid, id)
    case ("DELETE", let id?, 1): return try removeDocuments(request, uid, ["ids": [.text(try DocumentID.text(.text(id)))]], ids: 1)
    default: throw Self.wrongMethod
    }
  }

  private func showDocument(_ request: FacadeRequest, _ uid: String, _ id: String) throws -> FacadeResponse {
    try access(request, "documents.get").require(uid)
    guard let document = try index(uid).document(id) else { throw FacadeError.documentNotFound(id) }
    let fields = request.query["fields"].map { $0.split(separator: ",").map(String.init) } ?? ["*"]
    return FacadeResponse(200, DocumentView(fields).of(document))
  }

  private func listDocuments(_ request: FacadeRequest, _ uid: String, _ query: DocumentQuery) throws -> FacadeResponse {
    try access(request, "documents.get").require(uid)
    let index = try index(uid)
    try query.filter?.check(index, code: "invalid_document_filter")
    var numbers = query.ids.map { $0.compactMap { index.store.number(of: $0) } } ?? index.store.numbersInOrder
    if let filter = query.filter { numbers = numbers.filter { filter.admits(index.store[$0]) } }
    let view = DocumentView(query.fields)
    let shown = numbers.dropFirst(query.offset).prefix(query.limit).map { view.of(index.store[$0]) }
    return FacadeResponse(
      200,
      ["results": .array(Array(shown)), "offset": .int(query.offset), "limit": .int(query.limit), "total": .int(numbers.count)])
  }

  private func addDocuments(_ request: FacadeRequest, _ uid: String, isUpdate: Bool) throws -> FacadeResponse {
    try access(request, "documents.add").require(uid)
    let documents = try DocumentPayload.documents(request)
    let primaryKey = request.query["primaryKey"]
    return try enqueue(
      .documentAdditionOrUpdate, index: uid,
      payload: ["documents": .array(documents), "primaryKey": primaryKey.map { .text($0) } ?? .null, "isUpdate": .bool(isUpdate)],
      details: ["receivedDocuments": .int(documents.count), "indexedDocuments": .null], request: request)
  }

  private func removeDocuments(_ request: FacadeRequest, _ uid: String, _ payload: FacadeJSON, ids: Int) throws -> FacadeResponse {
    try access(request, "documents.delete").require(uid)
    let filter = payload["filter"].map { FacadeJSON.text($0.description) } ?? .null
    return try enqueue(
      .documentDeletion, index: uid, payload: payload,
      details: ["providedIds": .int(ids), "originalFilter": filter, "deletedDocuments": .null], request: request)
  }
}
