extension OpenAPI {
  static let problemContent: JSONValue = [MediaType.problem: ["schema": ["$ref": "#/components/schemas/Problem"]]]

  static let problemResponse: JSONValue = ["description": "An error (RFC 9457).", "content": problemContent]

  static let problemSchemas: [String: JSONValue] = [
    "Problem": [
      "type": "object",
      "description": "An error as RFC 9457 describes it. `code` is stable and tells cases apart.",
      "required": ["type", "title", "status", "detail", "instance", "request_id", "code"],
      "properties": [
        "type": ["type": "string", "format": "uri-reference"],
        "title": ["type": "string"],
        "status": ["type": "integer"],
        "detail": ["type": "string"],
        "instance": ["type": "string"],
        "request_id": ["type": "string"],
        "code": ["type": "string"],
        "until": ["type": "string", "format": "date-time", "description": "When what forbids this ends; missing when it has no end."],
        "region": ["type": "string", "description": "With 421: the region that has the tenant."],
        "address": ["type": "string", "format": "uri", "description": "With 421: where that region is served."],
        "errors": ["type": "array", "items": ["$ref": "#/components/schemas/Fault"]],
      ],
    ],
    "Fault": [
      "type": "object",
      "description": "One broken rule of a request.",
      "required": ["pointer", "code", "detail"],
      "properties": [
        "pointer": ["type": "string", "description": "A JSON Pointer into the body, or ? and the name of a query parameter."],
        "code": ["type": "string"],
        "detail": ["type": "string"],
      ],
    ],
  ]
}
