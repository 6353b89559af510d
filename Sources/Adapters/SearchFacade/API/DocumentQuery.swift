/// Which documents are listed, and what of them.
struct DocumentQuery {
  let offset: Int
  let limit: Int
  let fields: [String]
  let filter: FilterNode?
  let ids: [String]?

  /// From the parameters of a `GET`.
  init(_ request: FacadeRequest) throws(FacadeError) {
    let query = request.query
    offset = try request.count("offset", "invalid_document_offset") ?? 0
    limit = try request.count("limit", "invalid_document_limit") ?? 20
    fields = query["fields"].map { $0.split(separator: ",").map(String.init) } ?? ["*"]
    filter = try FilterNode.from(query["filter"].map { .text($0) }, code: "invalid_document_filter")
    ids = query["ids"].map { $0.split(separator: ",").map(String.init) }
  }

  /// From the body of a `POST`.
  init(_ body: FacadeJSON) throws(FacadeError) {
    let members = RequestMembers(body)
    offset = try members.count("offset", "invalid_document_offset") ?? 0
    limit = try members.count("limit", "invalid_document_limit") ?? 20
    fields = try members.texts("fields", "invalid_document_fields") ?? ["*"]
    filter = try FilterNode.from(body["filter"], code: "invalid_document_filter")
    ids = members["ids"]?.items.map { $0.compactMap { try? DocumentID.text($0) } }
  }
}
