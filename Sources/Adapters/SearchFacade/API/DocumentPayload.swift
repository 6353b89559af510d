/// The documents in a request's body: JSON, or one JSON object a line, or comma-separated values.
enum DocumentPayload {
  /// Throws `missing_payload` or `malformed_payload`.
  static func documents(_ request: FacadeRequest) throws(FacadeError) -> [FacadeJSON] {
    try request.checkContentType(["application/json", "application/x-ndjson", "text/csv"])
    let type = request.contentType?.lowercased() ?? ""
    let name = type.hasPrefix("text/csv") ? "csv" : type.contains("ndjson") ? "ndjson" : "json"
    guard !request.body.isEmpty else { throw FacadeError("missing_payload", "A \(name) payload is missing.") }
    let documents: [FacadeJSON]
    switch name {
    case "csv": documents = try CSVDocuments.read(request.body, delimiter: request.query["csvDelimiter"] ?? ",")
    case "ndjson":
      var lines: [FacadeJSON] = []
      for line in request.body.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) { lines.append(try FacadeRequest.parse(Array(line))) }
      documents = lines
    default:
      let value = try FacadeRequest.parse(request.body)
      documents = value.items ?? [value]
    }
    if let wrong = documents.first(where: { $0.kind != "an object" }) {
      throw FacadeError("malformed_payload", "The `\(name)` payload provided is malformed: `expected an object, but found \(wrong.kind)`.")
    }
    return documents
  }
}
