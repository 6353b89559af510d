import ForumKernel
import HTTPTypes

/// The OpenAPI 3.1 document, made from the declared endpoints.
enum OpenAPI {
  /// The document as JSON.
  static func document(endpoints: [Endpoint], title: String, _ version: PinnedVersion) -> [UInt8] {
    var writer = JSONWriter(capacity: 65_536)
    writer.value(tree(endpoints.filter { !version.lacks($0.operationID) }, title, version))
    return writer.bytes
  }

  private static func tree(_ endpoints: [Endpoint], _ title: String, _ version: PinnedVersion) -> JSONValue {
    var components: [String: JSONValue] = problemSchemas
    for endpoint in endpoints {
      components.merge(endpoint.contract.components) { first, second in
        precondition(first == second, "two schemas have one name")
        return first
      }
    }
    let paths = Dictionary(grouping: endpoints, by: \.path).sorted { $0.key < $1.key }
    let tags = Set(endpoints.map(\.tag)).sorted()
    return [
      "openapi": "3.1.0",
      "info": ["title": .text(title), "version": .text(version.release.version.description)],
      "servers": [["url": "/"]],
      "tags": .array(tags.map { ["name": .text($0)] }),
      "paths": .object(paths.map { path, endpoints in JSONMember(name: path, value: item(endpoints)) }),
      "components": [
        "schemas": .object(components.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: version.schema($0.value, named: $0.key)) }),
        "responses": ["Problem": problemResponse],
        "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer", "description": "An access token of POST /api/v1/auth/sessions."]],
      ],
    ]
  }

  private static func item(_ endpoints: [Endpoint]) -> JSONValue {
    .object(
      endpoints.sorted { $0.method.rawValue < $1.method.rawValue }.map { JSONMember(name: $0.method.rawValue.lowercased(), value: operation($0)) })
  }

  private static func operation(_ endpoint: Endpoint) -> JSONValue {
    var operation: JSONValue = [
      "operationId": .text(endpoint.operationID), "summary": .text(endpoint.summary), "tags": [.text(endpoint.tag)],
    ]
    if let permission = endpoint.permission {
      operation = operation.with("description", .text("Needs the permission `\(permission.rawValue)`."))
      operation = operation.with("security", permission == .forumRead ? [[:], ["bearer": []]] : [["bearer": []]])
    } else {
      operation = operation.with("security", [[:], ["bearer": []]])
    }
    let parameters = pathParameters(endpoint.path) + endpoint.contract.query.map(queryParameter) + headerParameters(endpoint)
    if !parameters.isEmpty { operation = operation.with("parameters", .array(parameters)) }
    if let body = endpoint.contract.body {
      operation = operation.with("requestBody", requestBody(body, endpoint.method))
    }
    if let form = endpoint.contract.form {
      operation = operation.with("requestBody", ["required": true, "content": [MediaType.form: ["schema": form.value]]])
    }
    if endpoint.isDoneOnce { operation = operation.with("x-idempotent", true) }
    return operation.with("responses", responses(endpoint))
  }

  private static func requestBody(_ body: JSONSchema, _ method: HTTPRequest.Method) -> JSONValue {
    let content: JSONValue = [MediaType.json: ["schema": body.value]]
    guard method == .patch else { return ["required": true, "content": content] }
    let says =
      "What is missing stays. In a merge patch (RFC 7396) an object is merged with what there is, and null takes away what can be (`not_removable`: what can't); else an object replaces it."
    return ["description": .text(says), "required": true, "content": content.with(MediaType.mergePatch, ["schema": body.value])]
  }

  private static func pathParameters(_ path: String) -> [JSONValue] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }.map { segment in
      let name = String(segment.dropFirst().dropLast())
      let schema: JSONValue = name.hasSuffix("_id") ? ["type": "string", "format": "uuid"] : ["type": "string"]
      return ["name": .text(name), "in": "path", "required": true, "schema": schema]
    }
  }

  private static func queryParameter(_ property: JSONSchema.Property) -> JSONValue {
    var parameter: JSONValue = ["name": .text(property.name), "in": "query", "required": .bool(property.isRequired), "schema": property.schema.value]
    if !property.description.isEmpty { parameter = parameter.with("description", .text(property.description)) }
    if property.schema.value["type"] == "array" { parameter = parameter.with("explode", false) }
    return parameter
  }

  private static func headerParameters(_ endpoint: Endpoint) -> [JSONValue] {
    let tenant: JSONValue = [
      "name": "X-Tenant", "in": "header", "required": false, "schema": ["type": "string"],
      "description": "The tenant; without it the host name tells.",
    ]
    var parameters = [tenant]
    if endpoint.method == .post {
      parameters.append([
        "name": "Idempotency-Key", "in": "header", "required": false, "schema": ["type": "string", "maxLength": 257],
        "description": .text(
          endpoint.isDoneOnce ? "A repeated request with the same key is done once." : "Looked at, but a repeated request is done again."),
      ])
    }
    if case .file = endpoint.contract.answer {
      for (name, says) in [("Range", "One range of bytes: `bytes=0-499`; others are left out."), ("If-None-Match", "The ETag that you have.")] {
        parameters.append(["name": .text(name), "in": "header", "required": false, "schema": ["type": "string"], "description": .text(says)])
      }
    }
    if let match = endpoint.match {
      parameters.append([
        "name": "If-Match", "in": "header", "required": false, "schema": ["type": "string"],
        "description": .text("The ETag, or the version in quotes, that you saw\(match == .needed ? "; without it nothing is changed" : "")."),
      ])
    }
    return parameters
  }

  private static func responses(_ endpoint: Endpoint) -> JSONValue {
    var success: JSONValue = ["description": .text(endpoint.contract.status.reasonPhrase)]
    switch endpoint.contract.answer {
    case .nothing: break
    case .json(let schema):
      let envelope: JSONValue = [
        "type": "object", "required": ["status", "data"], "properties": ["status": ["const": "success"], "data": schema.value],
      ]
      success = success.with("content", [MediaType.json: ["schema": envelope]])
    case .events(let events):
      success = success.with("description", .text("Server-Sent Events: \(events.map(\.name).joined(separator: ", "))."))
      success = success.with("content", [MediaType.events: ["schema": ["type": "string"]]])
    case .archive:
      success = success.with("content", [MediaType.archive: ["schema": ["type": "string", "contentEncoding": "binary"]]])
    case .file: success = success.with("content", ["*/*": ["schema": ["type": "string", "contentEncoding": "binary"]]])
    case .socket: success = success.with("description", "A WebSocket; /asyncapi.json describes its messages.")
    }
    let slugs = endpoint.errors.isEmpty ? "" : " Codes to know: \(endpoint.errors.joined(separator: ", "))."
    var responses: JSONValue = [String(endpoint.contract.status.code): success]
    if case .file = endpoint.contract.answer {
      responses = responses.with("206", success.with("description", "The range that was asked for."))
      responses = responses.with("304", ["description": "You have it already."]).with("416", ["description": "The range begins behind the end."])
    }
    if let match = endpoint.match {
      responses = responses.with("412", ["description": "Another version is there.", "content": problemContent])
      if match == .needed { responses = responses.with("428", ["description": "If-Match is missing.", "content": problemContent]) }
    }
    return responses.with("default", ["description": .text("An error.\(slugs)"), "content": problemContent])
  }
}

extension Endpoint.Contract {
  /// The named schemas of requests and answers.
  var components: [String: JSONValue] {
    var all = (body ?? form)?.components ?? [:]
    for property in query { all.merge(property.schema.components) { first, _ in first } }
    if case .json(let schema) = answer { all.merge(schema.components) { first, _ in first } }
    return all
  }
}
